/**
 * Twin of virtio-device.ts: a driver that does not look whether the device has accepted the features.
 */
import { modifies } from "welkin";
import { acknowledge, attach, history, negotiate, phase, reset, start } from "../virtio-device.ts";

export function ignoresRefusal(): void {
  modifies(phase, history);
  reset();
  acknowledge();
  attach();
  negotiate();
  start(); // FAILS V201
}
