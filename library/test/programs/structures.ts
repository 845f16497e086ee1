/**
 * Instances of every data structure and array operation, and what a caller learns from their contracts.
 */
import { type FixedArray, assert, ensures, modifies, old, requires, u16, u32, u64, u8, zeroed } from "welkin";
import { copyRange, fill, find, reverse, swap } from "../../arrays.ts";
import { Bitmap, isBitmap } from "../../bitmap.ts";
import { getField, popcount, setField, trailingZeros } from "../../bits.ts";
import { FreeList, isFreeList } from "../../free-list.ts";
import { LinkedQueue, isLinkedQueue } from "../../linked-queue.ts";
import { RingBuffer, isRing } from "../../ring-buffer.ts";

class Message {
  sender: u16 = 0;
  text: FixedArray<u8, 4> = zeroed();
}

export function arrays(
  words: FixedArray<u32, 10>,
  messages: FixedArray<Message, 4>,
  other: FixedArray<u32, 3>,
): void {
  modifies(words, messages);
  ensures(words[0] === 5 && words[5] === 7 && words[9] === other[0]);
  ensures(messages[0] === old(messages)[0] && messages[1] === old(messages)[2]);
  fill(words, 0, 5, 7);
  words[9] = 5;
  reverse(words);
  copyRange(words, 9, other, 0, 1);
  swap(messages, 0, 3);
  reverse(messages);
  assert(messages[0] === messages[0]);
}

export function positions(bytes: FixedArray<u8, 10>): boolean {
  requires(bytes[3] === 1);
  ensures((result: boolean) => result);
  const first = find(bytes, 10, 1);
  return first.kind === "found" && first.index <= 3;
}

export function ringOfMessages(message: Message): u16 {
  ensures((result: u16) => result === message.sender);
  const ring = new RingBuffer<Message, 3>();
  assert(isRing(ring));
  ring.push(message);
  const second = new Message();
  ring.push(second); // equivalent: call of push omitted because what comes first goes first
  const first = ring.pop();
  return first.sender;
}

export function queueOfThree(): u32 {
  ensures((result: u32) => result === 2);
  const queue = new LinkedQueue<3>();
  assert(isLinkedQueue(queue));
  queue.append(1);
  queue.append(2);
  queue.append(0);
  queue.remove(1);
  return queue.removeFirst();
}

export function freeNumbers(list: FreeList<16>): boolean {
  requires(isFreeList(list));
  modifies(list);
  ensures(isFreeList(list));
  ensures((result: boolean) => result);
  const first = list.allocate(16);
  const second = list.allocate(16);
  return first.kind === "exhausted" || second.kind === "exhausted" || second.number !== first.number;
}

export function bitmapOfTwoWords(bitmap: Bitmap<2>): boolean {
  requires(isBitmap(bitmap));
  modifies(bitmap);
  ensures((result: boolean) => result);
  bitmap.add(70);
  bitmap.delete(71);
  assert(!bitmap.members.has(71));
  const free = bitmap.firstFree();
  return bitmap.has(70) && free.kind === "free" && free.number <= 71;
}

export function fields(word: u64): u64 {
  ensures((result: u64) => result === 5);
  const changed = setField(word, 4, 3, 5);
  return getField(changed, 4, 3);
}

export function counts(word: u64): boolean {
  requires(word !== 0);
  ensures((result: boolean) => result);
  return popcount(word) <= 64 && trailingZeros(word) < 64;
}
