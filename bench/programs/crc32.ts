// CRC-32 (ISO-HDLC, polynomial 0xEDB88320) of a mebibyte, byte by byte with a table.
import { FixedArray, modifies, u8, u32, zeroed } from "welkin";

const LENGTH = 1048576;
const POLYNOMIAL: u32 = 0xedb88320;

const table: FixedArray<u32, 256> = zeroed();
const message: FixedArray<u8, typeof LENGTH> = zeroed();

function makeTable(): void {
  modifies(table);
  for (let byte: u32 = 0; byte < 256; byte += 1) {
    let remainder: u32 = byte;
    for (let bit: u32 = 0; bit < 8; bit += 1) {
      if ((remainder & 1) === 1) {
        remainder = (remainder >> 1) ^ POLYNOMIAL;
      } else {
        remainder = remainder >> 1;
      }
    }
    table[byte] = remainder;
  }
}

export function prepare(seed: u32): void {
  modifies(message);
  let next: u32 = seed;
  for (let i: u32 = 0; i < LENGTH; i += 1) {
    next = u32.wrappingAdd(u32.wrappingMul(next, 1664525), 1013904223);
    message[i] = u8.wrap(next >> 24);
  }
}

function checksum(): u32 {
  let crc: u32 = 0xffffffff;
  for (let i: u32 = 0; i < LENGTH; i += 1) {
    crc = (crc >> 8) ^ table[(crc ^ u32.from(message[i])) & 0xff];
  }
  return ~crc;
}

export function run(): u32 {
  modifies(table);
  makeTable();
  return checksum();
}
