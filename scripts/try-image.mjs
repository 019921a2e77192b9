// Tries `Containerfile` where there is no container engine: makes a Debian root with debootstrap and this Node.js in it, does there exactly what
// the file says, and starts the product from it as an engine would with `--read-only --tmpfs /tmp --cap-drop=all --security-opt=no-new-privileges`.
// As root on Debian, with `debootstrap` installed: `node scripts/try-image.mjs FOLDER`. What is in FOLDER already is used again.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const START_PATIENCE_MS = 180_000;
const STOP_PATIENCE_MS = 20_000;
/** What an engine does before the entry point. Words: root, volume, user, group, working directory, and those of the entry point. */
const ENTER = `root=$1 volume=$2 user=$3 group=$4 directory=$5 && shift 5 &&
  mount --bind "$root" "$root" && mount --bind "$volume" "$root/var/lib/kms" && mount -t tmpfs none "$root/tmp" &&
  mount -t proc none "$root/proc" && mount -o remount,ro,bind "$root" &&
  exec chroot "$root" setpriv --reuid "$user" --regid "$group" --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs \\
    sh -c 'cd "$0" && exec "$@"' "$directory" "$@"`;

const folder = process.argv[2] && resolve(process.argv[2]);
if (!folder || process.getuid?.() !== 0) {
  process.stderr.write("As root: node scripts/try-image.mjs FOLDER\n");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const base = makeBase();
const stages = readStages();
const image = stages.map((stage, at) => makeStage(stage, at)).at(-1);
await tryImage(image);

function makeBase() {
  const root = join(folder, "base");
  // Where an image of Node.js has it, with the headers that modules are compiled with.
  const at = join(root, "usr/local");
  if (existsSync(join(at, "bin/node"))) return root;
  say("Making a Debian root …");
  run("debootstrap", ["--variant=minbase", "bookworm", root]);
  const npm = spawnSync("npm", ["root", "--global"], { encoding: "utf8" }).stdout.trim();
  cpSync(join(npm, "npm"), join(at, "lib/node_modules/npm"), { recursive: true });
  run("ln", ["-s", "../lib/node_modules/npm/bin/npm-cli.js", join(at, "bin/npm")]);
  cpSync(join(dirname(dirname(process.execPath)), "include/node"), join(at, "include/node"), { recursive: true });
  cpSync(process.execPath, join(at, "bin/node"));
  // An engine gives each container one.
  writeFileSync(join(root, "etc/hosts"), "127.0.0.1 localhost\n::1 localhost\n");
  return root;
}

/** The instructions of each stage. */
function readStages() {
  const text = readFileSync(join(PROJECT, "Containerfile"), "utf8").replaceAll("\\\n", " ");
  const stages = [];
  for (const line of text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"))) {
    const [word, ...rest] = line.split(" ");
    if (word === "FROM") stages.push({ name: rest[2] ?? "", steps: [] });
    else stages.at(-1).steps.push([word, rest.join(" ")]);
  }
  return stages;
}

function makeStage({ name, steps }, at) {
  const root = join(folder, `stage-${at}`);
  rmSync(root, { recursive: true, force: true });
  run("cp", ["-a", base, root]);
  const made = { name, root, workdir: "/", environment: {}, user: "0:0", entrypoint: [] };
  for (const [word, what] of steps) {
    say(`${word} ${what}`);
    if (word === "RUN") runIn(made, what);
    else if (word === "COPY") copy(made, what);
    else if (word === "WORKDIR") mkdirSync(join(root, what), { recursive: true });
    if (word === "WORKDIR") made.workdir = what;
    if (word === "ENV")
      for (const pair of what.split(" ")) made.environment[pair.slice(0, pair.indexOf("="))] = pair.slice(pair.indexOf("=") + 1);
    if (word === "USER") made.user = what;
    if (word === "ENTRYPOINT") made.entrypoint = JSON.parse(what);
  }
  return made;
}

function runIn({ root, workdir }, command) {
  cpSync("/etc/resolv.conf", join(root, "etc/resolv.conf"), { dereference: true });
  const words = [
    "--mount",
    "--pid",
    "--fork",
    `--mount-proc=${join(root, "proc")}`,
    "chroot",
    root,
    "/bin/sh",
    "-c",
    `cd ${workdir} && ${command}`,
  ];
  const env = { PATH, HOME: "/root", DEBIAN_FRONTEND: "noninteractive" };
  // What this machine trusts beside the system's own, so that npm reaches its registry from here.
  const trusted = process.env.NODE_EXTRA_CA_CERTS;
  if (trusted) {
    cpSync(trusted, join(root, "root/trusted.pem"));
    env.NODE_EXTRA_CA_CERTS = "/root/trusted.pem";
  }
  run("unshare", words, { env });
}

function copy({ root, workdir }, what) {
  const [from, source, target] = what.startsWith("--from=") ? what.split(" ") : ["", ...what.split(" ")];
  if (from !== "") return run("cp", ["-a", join(folder, "stage-0", source), join(root, target)]);
  const ignored = readFileSync(join(PROJECT, ".dockerignore"), "utf8").trim().split("\n");
  const words = ["-C", PROJECT, ...ignored.map((name) => `--exclude=./${name}`), "-c", source];
  const packed = spawnSync("tar", words, { maxBuffer: 1e9 });
  return run("tar", ["-C", join(root, workdir, target), "--no-same-owner", "-x"], { input: packed.stdout });
}

async function tryImage({ root, workdir, environment, user, entrypoint }) {
  const volume = join(folder, "volume");
  const [uid, gid] = user.split(":").map(Number);
  rmSync(volume, { recursive: true, force: true });
  mkdirSync(volume);
  chownSync(volume, uid, gid);
  chmodSync(volume, 0o700);
  for (const time of ["first", "second"]) {
    say(`The ${time} start, read-only, as ${user} …`);
    const [api, console] = [await freePort(), await freePort()];
    const into = [root, volume, `${uid}`, `${gid}`, workdir];
    const words = ["--mount", "--pid", "--fork", "--kill-child=SIGTERM", "sh", "-c", ENTER, "sh", ...into, ...entrypoint];
    const env = { PATH, ...environment, KMS_API_PORT: `${api}`, KMS_CONSOLE_PORT: `${console}`, KMS_INSECURE_HTTP: "1" };
    await oneLife(spawn("unshare", words, { env, stdio: ["ignore", "pipe", "inherit"] }), api);
  }
  say("The image works.");
}

async function oneLife(child, api) {
  const started = performance.now();
  const exited = new Promise((done) => child.once("exit", (code, signal) => done(code ?? signal)));
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  while (!/^ {2}API {6}http/m.test(output)) {
    const ended = await Promise.race([exited, new Promise((done) => setTimeout(done, 100, null))]);
    if (ended !== null || performance.now() - started > START_PATIENCE_MS) fail(`it did not start (${ended}):\n${output}`);
  }
  const { status } = await fetch(`http://127.0.0.1:${api}/readyz`);
  if (status !== 200) fail(`/readyz says ${status}`);
  say(`Ready after ${Math.round((performance.now() - started) / 100) / 10} s`);
  // The product is the first process below unshare.
  const [product] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ");
  process.kill(Number(product), "SIGTERM");
  const code = await Promise.race([exited, new Promise((done) => setTimeout(done, STOP_PATIENCE_MS, "too late"))]);
  if (code !== 0) fail(`it ended with ${code}:\n${output}`);
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

function run(command, words, options = {}) {
  const { status } = spawnSync(command, words, { stdio: [options.input ? "pipe" : "ignore", "ignore", "inherit"], ...options });
  if (status !== 0) fail(`${command} ended with ${status}`);
}

function fail(why) {
  process.stderr.write(`The image does not work: ${why}\n`);
  process.exit(1);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
