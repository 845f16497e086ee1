/** Bytes go with calls: what a client lends its server reads and writes, and nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Program } from "../index.ts";
import { compileC } from "../../../bench/clang.ts";
import { boot } from "./programs.ts";

/** Reads the client's text, turns it to capitals and writes it back, for each message at slot 1. */
const SERVER = `
#include "welkin.h"
static unsigned char text[100000];
__attribute__((export_name("main"))) void serve(void) {
  enum welkin_status status = welkin_receive(1);
  while (status == WELKIN_DONE) {
    uint32_t client = welkin_client(), length = (uint32_t)welkin_word(0);
    enum welkin_status answer = welkin_read(client, 0, welkin_address(text), length);
    for (uint32_t i = 0; i < length; i += 1) if (text[i] >= 'a' && text[i] <= 'z') text[i] -= 32;
    if (answer == WELKIN_DONE) answer = welkin_write(client, 0, welkin_address(text), length);
    status = welkin_reply_receive(client, 1, answer, 0, 0, 0, 0, 0);
  }
}`;

/** Sends so many letters to the server at slot 1, and traps unless they come back as capitals. */
const CLIENT = `
#include "welkin.h"
static unsigned char text[100000];
__attribute__((export_name("main"))) void run(uint32_t length) {
  for (uint32_t i = 0; i < length; i += 1) text[i + 7] = 'a' + i % 26;
  welkin_lend(welkin_address(text + 7), length, 3);
  if (welkin_call(1, length, 0, 0, 0, 0, 0) != WELKIN_DONE || welkin_word(0) != WELKIN_DONE) __builtin_trap();
  for (uint32_t i = 0; i < length; i += 1) if (text[i + 7] != 'A' + i % 26) __builtin_trap();
  if (text[6] != 0 || text[length + 7] != 0) __builtin_trap();
}`;

const programIn = async (source: string) => await Program.load(await compileC("program.c", source));

test("a program in C lends bytes to a server, which changes them", async (t) => {
  const machine = await boot(t);
  const requests = await machine.createEndpoint();
  await machine.root.spawn(await programIn(SERVER), { handles: { 1: requests } });
  const client = await programIn(CLIENT);
  for (const length of [0, 1, 26, 4096, 10_000, 65_536]) {
    const process = await machine.root.spawn(client, { handles: { 1: requests }, arguments: [length] });
    assert.deepEqual(await process.ended, { kind: "exited" }, `${length} bytes`);
  }
});
