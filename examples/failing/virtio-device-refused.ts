/**
 * Twin of virtio-device.ts: a driver that does not look whether the device has accepted the features.
 */
import { modifies } from "welkin";
import {
  acknowledge,
  attach,
  history,
  lastAnswer,
  negotiate,
  phase,
  reset,
  start,
  statuses,
} from "../virtio-device.ts";

export function ignoresRefusal(): void {
  modifies(phase, history, statuses, lastAnswer);
  reset();
  acknowledge();
  attach();
  negotiate();
  start(); // FAILS V201
}
