// Builds the vendored assets of trama/ui/static/ui: see README.md.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const out = path.join(here, "..", "trama", "ui", "static", "ui");
const tests = path.join(here, "..", "tests", "vendor");
const italia = path.join(modules, "bootstrap-italia");
const at = (...parts) => path.join(out, ...parts);

const sizes = [];
async function put(name, content) {
  await writeFile(at(name), content);
  sizes.push([name, Buffer.byteLength(content)]);
}

async function styles() {
  const { css } = sass.compile(path.join(here, "scss", "trama.scss"), {
    loadPaths: [modules], style: "expanded", silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
    quietDeps: true, logger: sass.Logger.silent,
  });
  const { code } = await esbuild.transform(css, { loader: "css", minify: true, target: ["chrome109", "firefox115", "safari16"], legalComments: "none" });
  const version = JSON.parse(await readFile(path.join(italia, "package.json"), "utf8")).version;
  await put("trama.css", `/*! Trama. Contains parts of bootstrap-italia ${version} (BSD-3-Clause) and Bootstrap (MIT): see LICENSES.md beside this file. */\n${code}`);
  const fonts = await readFile(path.join(here, "fonts.css"), "utf8");
  await put("fonts.css", fonts);
}

async function scripts() {
  const built = await esbuild.build({ entryPoints: [path.join(here, "js", "trama.js")], bundle: true, minify: true, write: false, target: "es2020", legalComments: "inline" });
  await put("trama.js", built.outputFiles[0].text);
  await put("htmx.min.js", await readFile(path.join(modules, "htmx.org", "dist", "htmx.min.js"), "utf8"));
}

async function sprite() {
  const names = JSON.parse(await readFile(path.join(here, "icons", "icons.json"), "utf8"));
  const own = await readFile(path.join(here, "icons", "own.svg"), "utf8");
  const symbols = [];
  for (const [name, file] of Object.entries(names)) {
    const svg = await readFile(path.join(italia, "src", "svg", `${file}.svg`), "utf8");
    const body = svg.replace(/<svg[^>]*>/, "").replace("</svg>", "").replace(/\s+/g, " ").replaceAll("> <", "><").trim();
    symbols.push([name, `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`]);
  }
  for (const symbol of own.match(/<symbol[\s\S]*?<\/symbol>/g)) symbols.push([symbol.match(/id="([^"]+)"/)[1], symbol]);
  symbols.sort(([a], [b]) => (a < b ? -1 : 1));
  await put("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.map(([, s]) => s).join("\n")}\n</svg>\n`);
}

async function fonts() {
  await mkdir(at("fonts"), { recursive: true });
  const source = path.join(italia, "src", "fonts", "Titillium_Web");
  for (const [from, to] of [["regular", "400"], ["italic", "400italic"], ["600", "600"], ["700", "700"]]) {
    const file = await readFile(path.join(source, `titillium-web-v10-latin-ext_latin-${from}.woff2`));
    await put(path.join("fonts", `titillium-web-${to}.woff2`), file);
  }
  await cp(path.join(source, "OFL.txt"), at("fonts", "OFL.txt"));
}

async function licences() {
  await mkdir(at("licences"), { recursive: true });
  await cp(path.join(italia, "LICENSE"), at("licences", "bootstrap-italia.txt"));
  await cp(path.join(here, "licences", "bootstrap.txt"), at("licences", "bootstrap.txt"));
  await cp(path.join(modules, "htmx.org", "LICENSE"), at("licences", "htmx.txt"));
  for (const name of ["favicon", "check", "radio", "caret", "weave"]) await cp(path.join(here, "icons", `${name}.svg`), at(`${name}.svg`));
  const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  await mkdir(tests, { recursive: true });
  await cp(axe, path.join(tests, "axe.min.js"));
  await cp(path.join(modules, "axe-core", "LICENSE"), path.join(tests, "axe.LICENSE.txt"));
}

await mkdir(out, { recursive: true });
await rm(at("fonts"), { recursive: true, force: true });
await Promise.all([styles(), scripts(), sprite(), fonts(), licences()]);
for (const [name, bytes] of sizes.sort()) console.log(`${String(Math.round(bytes / 102.4) / 10).padStart(7)} kB  ${name}`);
