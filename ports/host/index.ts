/** The embedding API, which welkin.d.ts describes: what "welkin" is when a program runs. */
export { Budget } from "./budget.ts";
export { Container, type ContainerOptions, type ContainerStatistics } from "./container.ts";
export type { DeviceFunction, Devices } from "./devices.ts";
export { Endpoint, type Message, type Received, type Waiting, type Words } from "./endpoint.ts";
export type { Listener, MachineEvent } from "./events.ts";
export type { FaultName } from "./fault.ts";
export { Handle, type Grant, type Restriction, type Right } from "./handle.ts";
export { Library, type LibraryOptions } from "./library.ts";
export { Machine, type BootOptions } from "./machine.ts";
export { Notification } from "./notification.ts";
export { Process, type End, type ProcessStatistics, type SpawnOptions } from "./process.ts";
export { Program, type LoadOptions } from "./program.ts";
export { RewriteError, type RefusalCode } from "./rewriter/error.ts";
export type { Share, Size } from "./sizes.ts";
export { WelkinError, type WelkinErrorCode } from "./welkin-error.ts";
