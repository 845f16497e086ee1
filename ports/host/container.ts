/**
 * Containers: parts of a machine's memory and time, and what lives on them.
 *
 * Owns        which containers and processes JavaScript has made in which container.
 * Not here    budgets (kernel/containers.ts).
 */
import { Device, type DeviceOptions } from "./device.ts";
import { Endpoint } from "./endpoint.ts";
import { create, Handle, type Members } from "./handle.ts";
import { Part, PLATFORM, Resource } from "./kernel.ts";
import { Interrupt } from "./interrupt.ts";
import { Notification } from "./notification.ts";
import type { Port } from "./port.ts";
import { makeProcess, Process, type ProcessStatistics, type SpawnOptions } from "./process.ts";
import { Program } from "./program.ts";
import { TIME } from "./pace.ts";
import { STATUS } from "../../kernel/interface/call.ts";
import { FRAME_BYTES, framesOf, partsOf, type Share, type Size } from "./sizes.ts";

export interface ContainerOptions {
  /** For people: in statistics. */
  readonly name?: string;
  /** What it may use at most, out of what its parent has left: "64M". */
  readonly memory: Size;
  /** The share of a processor that it may use at most, out of what its parent has left: "20%". Absent: none. */
  readonly time?: Share;
}

export interface ContainerStatistics {
  readonly name: string;
  /** Bytes that it has, uses itself, and has given to containers in it. */
  readonly memory: { readonly total: number; readonly used: number; readonly given: number };
  /** Shares of a processor, from 0 to 1. */
  readonly time: { readonly total: number; readonly given: number };
  /** Units of fuel that it, with all containers in it, has used. */
  readonly fuel: number;
  readonly processes: readonly ProcessStatistics[];
  readonly containers: readonly ContainerStatistics[];
}

export class Container extends Handle implements Members {
  readonly name: string;
  /** @internal */
  readonly frame: number;
  /** What JavaScript has made in it. */
  private readonly members = new Set<Handle>();
  /** Fuel that members have used which are no more. */
  private spent = 0;

  /** @internal */
  constructor(port: Port, slot: number, { name, frame }: { name: string; frame: number }) {
    super(port, slot);
    this.name = name;
    this.frame = frame;
  }

  /** Makes a container in this one. */
  async createContainer({ name = "container", memory, time = 0 }: ContainerOptions): Promise<Container> {
    const [frames, parts] = [framesOf(memory), partsOf(time)];
    return await create(this.port, {
      call: (slot) => this.port.kernel.createContainer(this.number, frames, parts, slot),
      made: (slot) => {
        const frame = this.port.kernel.objectOf(slot);
        return new Container(this.port, slot, { name, frame }).addTo(this);
      },
    });
  }

  /** Makes an endpoint, for which this container pays. */
  async createEndpoint(): Promise<Endpoint> {
    return await create(this.port, {
      call: (slot) => this.port.kernel.createEndpoint(this.number, slot),
      made: (slot) => new Endpoint(this.port, slot).addTo(this),
    });
  }

  /** Makes a notification, for which this container pays. */
  async createNotification(): Promise<Notification> {
    return await create(this.port, {
      call: (slot) => this.port.kernel.createNotification(this.number, slot),
      made: (slot) => new Notification(this.port, slot).addTo(this),
    });
  }

  /** Makes an object for the device of this number, for which this container pays. */
  async createDevice(number: number, { memory = 0 }: DeviceOptions = {}): Promise<Device> {
    const window = this.port.deviceMemory.reserve(framesOf(memory));
    const { first, count } = window;
    return await create(this.port, {
      call: (slot) => this.port.kernel.createDevice(PLATFORM, this.number, number, first, count, slot),
      made: (slot) => new Device(this.port, slot, { number, window }).addTo(this),
    });
  }

  /** Makes the interrupt of a line that has none, for which this container pays. */
  async createInterrupt(line: number): Promise<Interrupt> {
    return await create(this.port, {
      call: (slot) => this.port.kernel.createInterrupt(PLATFORM, this.number, line, slot),
      made: (slot) => new Interrupt(this.port, slot, line).addTo(this),
    });
  }

  /** Runs a program in a process of its own; this container pays for its memory and its time. */
  async spawn(program: Program | Uint8Array, options: SpawnOptions = {}): Promise<Process> {
    const loaded = program instanceof Program ? program : await Program.load(program);
    let process: Process | undefined;
    return await create(this.port, {
      call: (slot) => {
        process = makeProcess(this.port, { container: this, slot, program: loaded, options });
        return STATUS.Done;
      },
      made: () => process!.addTo(this),
    });
  }

  statistics(): ContainerStatistics {
    const { kernel } = this.port;
    const memory = (part: number) => kernel.budget(this.frame, Resource.Frames, part) * FRAME_BYTES;
    const time = (part: number) => kernel.budget(this.frame, Resource.Time, part) / TIME;
    const processes = this.membersOf(Process).map((process) => process.statistics());
    const containers = this.membersOf(Container).map((container) => container.statistics());
    return {
      name: this.name,
      memory: { total: memory(Part.Total), used: memory(Part.Used), given: memory(Part.Given) },
      time: { total: time(Part.Total), given: time(Part.Given) },
      fuel: this.fuel,
      processes,
      containers,
    };
  }

  private membersOf<T extends Handle>(kind: new (...values: never[]) => T): T[] {
    return [...this.members].filter((member): member is T => member instanceof kind);
  }

  /** @internal */
  add(member: Handle): void {
    this.members.add(member);
  }

  /** @internal */
  remove(member: Handle): void {
    this.members.delete(member);
    if (member instanceof Process || member instanceof Container) this.spent += member.fuel;
  }

  /** Units of fuel that it, with all containers in it, has used. */
  get fuel(): number {
    const members = [...this.membersOf(Process), ...this.membersOf(Container)];
    return members.reduce((sum, { fuel }) => sum + fuel, this.spent);
  }

  /**
   * With all that is in it.
   * @internal
   */
  override destroyed(): void {
    for (const member of this.members) member.destroyed();
    super.destroyed();
  }
}
