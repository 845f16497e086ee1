/**
 * The view: containers, their memory and their time, as lines of text.
 *
 * Owns        the layout; the shares of time since the last look.
 * Not here    where the lines go (start.ts).
 */
import type { ContainerStatistics, Machine } from "../../ports/host/index.ts";

const BAR = 10;
const NAME = 12;

/** Paints a part of a line, where there are colours. */
export type Paint = (style: "bold" | "dim" | "green" | "yellow" | "red", text: string) => string;

export class View {
  private readonly machine: Machine;
  private readonly paint: Paint;
  private before = new Map<string, number>();
  private at = performance.now();

  constructor(machine: Machine, paint: Paint) {
    this.machine = machine;
    this.paint = paint;
  }

  /** The lines as they are now. */
  lines(): string[] {
    const root = this.machine.statistics();
    const now = performance.now();
    const fuel = (this.machine.speed * (now - this.at)) / 1000;
    const rows = [root, ...root.containers].map((each) => this.row(each, each === root, fuel));
    this.at = now;
    return [this.heading(), ...rows];
  }

  private heading(): string {
    const titles = [
      "container".padEnd(NAME),
      "memory".padEnd(BAR + 19),
      "processor".padEnd(BAR + 14),
      "processes",
    ];
    return this.paint("bold", titles.join("  "));
  }

  private row(
    { name, memory, time, fuel, processes, containers }: ContainerStatistics,
    isRoot: boolean,
    whole: number,
  ): string {
    const used = memory.used + memory.given;
    const spent = fuel - (this.before.get(name) ?? fuel);
    this.before.set(name, fuel);
    const share = whole > 0 ? spent / whole : 0;
    const running = isRoot ? `${containers.length} containers` : processes.map((each) => each.name).join(" ");
    return [
      name.padEnd(NAME),
      `${this.bar(used / memory.total)} ${size(used).padStart(7)} of ${size(memory.total).padStart(7)}`,
      `${this.bar(share / time.total)} ${percent(share)} of ${percent(time.total)}`,
      this.paint("dim", running),
    ].join("  ");
  }

  private bar(share: number): string {
    const full = Math.max(0, Math.min(BAR, Math.round(share * BAR)));
    const colour = share > 0.9 ? "red" : share > 0.6 ? "yellow" : "green";
    return this.paint(colour, "#".repeat(full)) + this.paint("dim", ".".repeat(BAR - full));
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`.padStart(4);
}

/** Bytes, for people. */
export function size(bytes: number): string {
  return bytes < 1 << 20 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
