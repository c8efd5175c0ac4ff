// Times the module of crates/xtask/browser: node wasm.cjs MODULE-FOLDER SHORT.yaml LONG.yaml
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { performance } = require("node:perf_hooks");

const [folder, short, long] = process.argv.slice(2);
const { Editor } = require(join(folder, "module.js"));

/** The median time of `work` in milliseconds, after as many runs to warm up. */
function median(runs, work) {
  const times = [];
  for (let run = 0; run < 2 * runs; run++) {
    const start = performance.now();
    work(run);
    if (run >= runs) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)];
}

const text = readFileSync(short, "utf8");
const judge = median(300, () => {
  const editor = new Editor(text);
  editor.judge(false);
  editor.free();
});

const editor = new Editor(readFileSync(long, "utf8"));
const keystroke = median(100, (run) => {
  const path = "spec.template.spec.containers[20].image";
  if (!editor.type_text(path, `registry.example/agent:${run}`)) throw new Error("not typed");
  editor.judge(false);
});

console.log(JSON.stringify({ judge, keystroke }));
