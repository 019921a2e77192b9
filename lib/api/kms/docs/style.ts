/** The page's style, in the console's visual language: ink and teal, a 4 px grid, light and dark by the reader's system. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f6f8, #0c131a);
  --surface: light-dark(#ffffff, #131c25);
  --sunken: light-dark(#f7f9fa, #0f1720);
  --hover: light-dark(#f1f5f6, #1a2631);
  --line: light-dark(#dde3e8, #263441);
  --ink: light-dark(#10202f, #e5ecf2);
  --muted: light-dark(#4d5c6a, #a0afbc);
  --accent: light-dark(#0b6563, #5cc9bf);
  --danger: light-dark(#a3232d, #ff9a94);
  --danger-soft: light-dark(#fcefef, #2c191c);
  --positive: light-dark(#14663a, #6fd79b);
  --positive-soft: light-dark(#e8f5ed, #13291f);
  --info: light-dark(#1f4f8f, #93bff5);
  --info-soft: light-dark(#eaf1fa, #15263a);
  --caution: light-dark(#7f4a05, #f0bd6b);
  --caution-soft: light-dark(#fdf3e2, #2c2213);
  --neutral-soft: light-dark(#eceff2, #202c37);
  --bar: light-dark(#0f1f2e, #0a1017);
  --focus: light-dark(#0a6f9c, #7fd0ff);
  --sans: "Inter", "Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, "Ubuntu Sans", "Cantarell",
    "Noto Sans", "Liberation Sans", system-ui, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "JetBrains Mono", "Liberation Mono", "DejaVu Sans Mono",
    Menlo, Consolas, monospace;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; background: var(--page); -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); font: 0.875rem/1.375rem var(--sans); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; -webkit-font-smoothing: antialiased; }
h1, h2, h3, h4, p, dl, dd, ul { margin: 0; }
ul { padding: 0; list-style: none; }
h1 { font-size: 1.625rem; line-height: 2rem; font-weight: 640; letter-spacing: -0.015em; }
h2 { font-size: 1.25rem; line-height: 1.75rem; font-weight: 620; letter-spacing: -0.01em; }
h3 { font-size: 1rem; line-height: 1.5rem; font-weight: 620; letter-spacing: -0.006em; }
h4 { margin-top: 1.5rem; padding-bottom: 0.375rem; color: var(--muted); font-size: 0.75rem; line-height: 1rem; font-weight: 620; }
a { color: var(--accent); text-underline-offset: 3px; }
h2 a, h3 a { color: inherit; text-decoration: none; }
h2 a:hover, h3 a:hover { text-decoration: underline; }
code { font-family: var(--mono); font-size: 0.92em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.skip { position: fixed; z-index: 3; top: 0.5rem; left: 0.5rem; padding: 0.375rem 0.75rem; border-radius: 6px; background: var(--surface); transform: translateY(-4rem); }
.skip:focus { transform: none; }
header { position: sticky; z-index: 2; top: 0; display: flex; align-items: center; justify-content: space-between; gap: 1rem; height: 3.25rem; padding: 0 1.5rem; background: var(--bar); color: #e9f0f5; font-weight: 600; }
header a { color: #7fd0ff; font-size: 0.8125rem; font-weight: 500; }
header :focus-visible { outline-color: #7fd0ff; }
.columns { display: grid; grid-template-columns: 15.5rem minmax(0, 1fr); max-width: 82rem; margin: 0 auto; }
nav { position: sticky; top: 3.25rem; height: calc(100vh - 3.25rem); padding: 1.5rem 0.75rem 3rem 1.5rem; overflow-y: auto; border-right: 1px solid var(--line); scrollbar-width: thin; }
nav h2 { padding: 0 0.5rem; color: var(--muted); font-size: 0.75rem; line-height: 1.5rem; font-weight: 620; letter-spacing: 0; }
nav section + section { margin-top: 1rem; }
nav li a { display: block; padding: 0.1875rem 0.5rem; border-radius: 5px; color: var(--ink); font-size: 0.8125rem; line-height: 1.25rem; text-decoration: none; }
nav li a:hover { background: var(--hover); color: var(--accent); }
main { padding: 2rem 2.5rem 6rem; }
main > section { margin-top: 3.5rem; }
main > section:first-child { margin-top: 0; }
.introduction h2 { margin-top: 2rem; }
.introduction p { margin-top: 0.5rem; }
.lead { max-width: 44rem; color: var(--muted); font-size: 0.9375rem; line-height: 1.5rem; }
article { margin-top: 1.25rem; padding: 1.25rem 1.5rem 1.5rem; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
article:target { border-color: var(--accent); box-shadow: inset 3px 0 0 var(--accent); }
.route { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.625rem; margin-top: 0.375rem; }
.route code { min-width: 0; }
.method { padding: 0 0.4375rem; border-radius: 4px; background: var(--info-soft); color: var(--info); font: 650 0.6875rem/1.25rem var(--mono); }
.method[data-method="post"] { background: var(--positive-soft); color: var(--positive); }
.method[data-method="put"], .method[data-method="patch"] { background: var(--caution-soft); color: var(--caution); }
.method[data-method="delete"] { background: var(--danger-soft); color: var(--danger); }
.facts { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; margin-top: 1rem; }
.facts dt { color: var(--muted); font-size: 0.75rem; line-height: 1rem; }
.facts dd { margin-top: 0.125rem; }
.fields { border-top: 1px solid var(--line); }
.fields > div { display: grid; grid-template-columns: minmax(0, 17rem) minmax(0, 1fr); gap: 0.125rem 1.5rem; align-items: baseline; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
.fields dt > code { font-weight: 600; }
.fields p { margin: 0; }
.type, .limits { color: var(--muted); font-size: 0.8125rem; line-height: 1.25rem; }
.required, .optional, .secret { font-size: 0.75rem; font-weight: 600; }
.required { color: var(--danger); }
.optional { color: var(--muted); }
.secret { padding: 0 0.375rem; border-radius: 4px; background: var(--caution-soft); color: var(--caution); white-space: nowrap; }
.status { font-family: var(--mono); font-weight: 650; color: var(--positive); }
.status + .fields, p + .fields { margin-top: 0.375rem; }
pre { margin: 0; padding: 0.875rem 1rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--sunken); font-size: 0.8125rem; line-height: 1.25rem; overflow-wrap: normal; }
.introduction pre { margin-top: 1rem; }
details { margin-top: 1.25rem; border-top: 1px solid var(--line); }
summary { width: fit-content; padding: 0.625rem 0 0; color: var(--accent); font-size: 0.8125rem; font-weight: 600; cursor: pointer; }
.count { display: inline-block; min-width: 1.375rem; margin-left: 0.25rem; padding: 0 0.375rem; border-radius: 999px; background: var(--neutral-soft); color: var(--muted); font-size: 0.75rem; line-height: 1.25rem; text-align: center; }
.scroll { margin-top: 0.625rem; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.8125rem; line-height: 1.25rem; }
th { padding: 0.25rem 1rem 0.25rem 0; color: var(--muted); font-size: 0.75rem; text-align: left; font-weight: 600; }
td { padding: 0.3125rem 1rem 0.3125rem 0; border-top: 1px solid var(--line); vertical-align: top; }
th, td:nth-child(-n+2) { white-space: nowrap; }
@media (max-width: 56rem) {
  html { scroll-padding-top: 6.5rem; }
  header { padding: 0 1rem; }
  .columns { display: block; }
  nav { z-index: 1; display: flex; gap: 0.25rem; height: auto; padding: 0.375rem 0.75rem; overflow: auto hidden; border-right: 0; border-bottom: 1px solid var(--line); background: var(--surface); }
  nav ul { display: none; }
  nav section + section { margin: 0; }
  nav h2 { padding: 0; }
  nav h2 a { display: block; padding: 0.25rem 0.5rem; font-size: 0.8125rem; white-space: nowrap; }
  main { padding: 1.25rem 1rem 4rem; }
  article { padding: 1rem 1rem 1.25rem; }
  .fields > div { grid-template-columns: minmax(0, 1fr); }
  td, th { padding-right: 0.625rem; }
}
@media (forced-colors: active) { .method, .secret, .count { border: 1px solid CanvasText; } }
@media print { nav, header { display: none; } .columns { display: block; } }
`;
