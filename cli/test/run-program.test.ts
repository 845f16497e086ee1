/** `welkin run PROGRAM.wasm`: what the program is given, the code and the line of each end. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assemble } from "../../ports/host/rewriter/test/helpers.ts";
import { busy, CAT, exits, GROWER, HELLO, HOG, TRAP, YES } from "../../ports/host/system/test/programs.ts";
import { compileC } from "../../wasi/test/c.ts";
import { EXIT } from "../exit-codes.ts";
import { LAUNCHER } from "./helpers.ts";

const WASM = [0x00, 0x61, 0x73, 0x6d];

/** Exits with 0 if it is told the real time. */
const CLOCK = assemble(`(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (call $exit (i32.or (call $time (i32.const 0) (i64.const 1) (i32.const 0)) (i64.eqz (i64.load (i32.const 0)))))))`);

const FILES: Readonly<Record<string, Uint8Array>> = {
  "hello.wasm": HELLO,
  "seven.wasm": exits(7),
  "large.wasm": exits(256),
  "hog.wasm": HOG,
  "grower.wasm": GROWER,
  "trap.wasm": TRAP,
  "cat.wasm": CAT,
  "yes.wasm": YES,
  "busy.wasm": busy(1),
  "clock.wasm": CLOCK,
  "text.wasm": new TextEncoder().encode("this is text"),
  "empty.wasm": new Uint8Array(0),
  "component.wasm": new Uint8Array([...WASM, 13, 0, 1, 0]),
  "future.wasm": new Uint8Array([...WASM, 9, 0, 0, 0]),
  "cut.wasm": HELLO.subarray(0, 60),
  "reactor.wasm": assemble(`(module (func (export "_initialize")))`),
  "import.wasm": assemble(`(module (import "env" "secret" (func)) (func (export "_start")))`),
  "kernel.wasm": assemble(`(module (import "welkin" "exit" (func (result i32))) (func (export "_start")))`),
};

let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "welkin-run-"));
  for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, "sockets.wasm"), await compileC("sockets"));
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "data", "file"), "");
});
after(() => rmSync(folder, { recursive: true, force: true }));

const environment = { ...process.env, NO_COLOR: "1", WELKIN_DEBUG: "" };

function run(parameters: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, "run", ...parameters], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    input,
    timeout: 60_000,
  });
  return { code: status, out: stdout, err: stderr };
}

describe("a program", () => {
  test("has the streams, and gives its code", () => {
    assert.deepEqual(run(["hello.wasm"]), { code: 0, out: "hello\n", err: "" });
    assert.deepEqual(run(["seven.wasm"]), { code: 7, out: "", err: "" });
    assert.deepEqual(run(["large.wasm"]), { code: 255, out: "", err: "" });
    const text = "line\n".repeat(50_000);
    assert.deepEqual(run(["cat.wasm"], text), { code: 0, out: text, err: "" });
  });

  test("has the directories that it is given, and no others", () => {
    assert.equal(run(["busy.wasm"]).code, 3);
    assert.equal(run(["busy.wasm", "--dir", "data:/:ro"]).code, 3);
    assert.equal(run(["busy.wasm", "--dir", "data:/"]).code, 0);
    assert.equal(readFileSync(join(folder, "data", "file"), "utf8"), "hello\n");
  });

  test("has the time, also when it starts from the bundle that the first run has made", () => {
    for (let times = 0; times < 2; times += 1)
      assert.deepEqual(run(["clock.wasm"]), { code: 0, out: "", err: "" });
  });

  test("is told of in numbers", () => {
    const { code, err } = run(["hello.wasm", "--stats"]);
    assert.equal(code, 0);
    assert.match(err, /^memory +\d+ frames of 4 KiB at most$/m);
    assert.match(err, /^fuel +[\d,]+ units$/m);
    assert.match(err, /^streams +0 bytes in, 6 out$/m);
    const { kind, statistics } = JSON.parse(run(["hog.wasm", "--fuel", "1000000", "--json"]).err) as {
      kind: string;
      statistics: { fuel: number };
    };
    assert.equal(kind, "outOfFuel");
    assert.ok(Math.abs(statistics.fuel - 1_000_000) < 10);
  });

  test("has the connections that come to where it listens", async () => {
    const parameters = ["sockets.wasm", "--listen", "127.0.0.1:0", "--timeout", "20s", "--", "echo", "1"];
    const child = spawn(process.execPath, [LAUNCHER, "run", ...parameters], {
      cwd: folder,
      env: environment,
    });
    const [line] = (await once(child.stderr, "data")) as [Buffer];
    const [, port = ""] = /^welkin: listening at 127\.0\.0\.1:(\d+)$/m.exec(line.toString()) ?? [];
    const peer = connect({ host: "127.0.0.1", port: Number(port), allowHalfOpen: true });
    const text = "back and forth\n".repeat(10_000);
    peer.end(text);
    const chunks = await peer.toArray();
    assert.equal(Buffer.concat(chunks as Buffer[]).toString(), text);
    assert.deepEqual(await once(child, "close"), [0, null]);
  });

  test("does not run where its address is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { code, out, err } = run(["hello.wasm", "--listen", `127.0.0.1:${port}`]);
    server.close();
    assert.deepEqual({ code, out }, { code: EXIT.noAddress, out: "" });
    assert.equal(err, `welkin: --listen: 127.0.0.1:${port} is taken\n`);
  });

  test("is ended by a signal", async () => {
    const child = spawn(process.execPath, [LAUNCHER, "run", "yes.wasm"], { cwd: folder, env: environment });
    child.stdout.once("data", () => child.kill("SIGINT"));
    child.stdout.resume();
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal(code, EXIT.interrupted);
  });
});

const ENDS: readonly (readonly [parameters: string, code: number, line: RegExp])[] = [
  ["hog.wasm --fuel 100000", EXIT.outOfFuel, /hog\.wasm has used up its fuel: 100000 units/],
  ["hog.wasm --timeout 100ms", EXIT.timedOut, /hog\.wasm was ended after 100ms/],
  ["grower.wasm --memory 4M", EXIT.outOfMemory, /grower\.wasm needs more memory than 4M/],
  ["trap.wasm", EXIT.trapped, /trap\.wasm has trapped: /],
  ["import.wasm", EXIT.notGranted, /import\.wasm is not given what it asks for: .*"?env"?.*"?secret"?/],
  ["kernel.wasm", EXIT.notGranted, /kernel\.wasm is not given what it asks for: .*welkin.*exit/],
  ["text.wasm", EXIT.notWebAssembly, /text\.wasm is not WebAssembly/],
  ["empty.wasm", EXIT.notWebAssembly, /empty\.wasm is not WebAssembly/],
  ["future.wasm", EXIT.notWebAssembly, /future\.wasm is WebAssembly of an unknown version/],
  ["cut.wasm", EXIT.notWebAssembly, /cut\.wasm cannot be run: /],
  ["component.wasm", EXIT.component, /component\.wasm is a WebAssembly component/],
  ["reactor.wasm", EXIT.reactor, /reactor\.wasm cannot be run: .*_start/],
  ["absent.wasm", EXIT.noProgram, /absent\.wasm does not exist/],
  ["hello.wasm --dir absent", EXIT.noDirectory, /--dir: absent does not exist/],
  ["hello.wasm --dir hello.wasm", EXIT.noDirectory, /--dir: hello\.wasm is no directory/],
  ["hello.wasm --dir data:/:rw", EXIT.usage, /--dir: "data:\/:rw" is not HOST/],
  ["hello.wasm --listen 192.0.2.1:0", EXIT.noAddress, /--listen: 192\.0\.2\.1:0 is no address of this host/],
  ["hello.wasm --listen 8080", EXIT.usage, /--listen: "8080" is not HOST:PORT/],
  ["hello.wasm --listen 127.0.0.1:65536", EXIT.usage, /--listen: "127\.0\.0\.1:65536" is not HOST:PORT/],
  ["hello.wasm --env NAME", EXIT.usage, /--env: "NAME" is not NAME=VALUE/],
  ["hello.wasm --memory 64Q", EXIT.usage, /--memory: "64Q" is no size/],
  ["hello.wasm --memory 0", EXIT.usage, /--memory: no program can run with 0/],
  ["hello.wasm --memory 100G", EXIT.usage, /--memory: no program can run with 100G/],
  ["hello.wasm --cpu 0%", EXIT.usage, /--cpu: no program can run with 0%/],
  ["hello.wasm --cpu fast", EXIT.usage, /--cpu: "fast" is no share/],
  ["hello.wasm --fuel 0", EXIT.usage, /--fuel takes a whole number from 1/],
  ["hello.wasm --timeout soon", EXIT.usage, /--timeout: "soon" is no time/],
  ["hello.wasm --processes many", EXIT.usage, /--processes takes a whole number/],
  ["hello.wasm --nonsense", EXIT.usage, /nonsense/],
];

describe("each end has a line and a code", () => {
  for (const [parameters, code, line] of ENDS)
    test(parameters, () => {
      const ended = run(parameters.split(" "));
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, line);
      assert.equal(ended.err.trimEnd().split("\n").length, 1, ended.err);
      assert.equal(ended.out, "");
    });
});
