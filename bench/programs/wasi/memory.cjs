// node --require memory.cjs ...: at its end the process says on stderr how many KiB of memory it had at most. What getrusage says of a
// process begins with what its parent had.
const { readFileSync, writeSync } = require("node:fs");
process.on("exit", () =>
  writeSync(2, `\n${/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]}\n`),
);
