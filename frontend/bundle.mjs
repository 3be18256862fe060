// Makes static/js/start.js: GOV.UK Frontend's own minified module, started at the
// end instead of exported. One file, so no import has to be rewritten when static
// files get their hashed names.
import { readFileSync, writeFileSync } from "node:fs";

const home = "node_modules/govuk-frontend";
const { version } = JSON.parse(readFileSync(`${home}/package.json`, "utf8"));
const module = readFileSync(`${home}/dist/govuk/govuk-frontend.min.js`, "utf8");
const started = module.replace(/export\{[^}]*\binitAll\b[^}]*\};[\s\S]*$/, "initAll();\n");
if (started === module) throw new Error("The module's export list has changed");
writeFileSync("../static/js/start.js", `/* GOV.UK Frontend ${version}, MIT licence */\n${started}`);
