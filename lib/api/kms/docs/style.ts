/** The page's style, in the console's visual language: a grey frame, a page without cards, a 4 px grid, light and dark by the reader's system. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --frame: light-dark(#f4f6f8, #0d0f12);
  --page: light-dark(#ffffff, #14161a);
  --sunken: light-dark(#f6f7f9, #0f1114);
  --hover: light-dark(#f3f5f7, #1b1e23);
  --press: light-dark(#e6e9ed, #2a2e34);
  --selected: light-dark(#e8f2f8, #15293a);
  --line: light-dark(#e4e7ea, #272b30);
  --line-2: light-dark(#d0d4d9, #3a3f46);
  --ink: light-dark(#15181c, #e8eaed);
  --muted: light-dark(#50555b, #abb0b6);
  --accent: light-dark(#055d7e, #7cc6ea);
  --danger: light-dark(#b01f1f, #f5968d);
  --danger-soft: light-dark(#fdf1f0, #2e1b1b);
  --caution: light-dark(#7d4e00, #e9b85f);
  --caution-soft: light-dark(#fdf5e4, #2a2114);
  --positive: light-dark(#176938, #77d095);
  --positive-soft: light-dark(#ebf7ef, #14261b);
  --focus: light-dark(#0578a6, #7cc6ea);
  --sans: "IBM Plex Sans", "Segoe UI", system-ui, sans-serif;
  --mono: "JetBrains Mono", ui-monospace, monospace;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; background: var(--page); -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); font: 0.875rem/1.25rem var(--sans); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; -webkit-font-smoothing: antialiased; }
h1, h2, h3, h4, p, dl, dd, ul { margin: 0; }
ul { padding: 0; list-style: none; }
h1 { font-size: 1.375rem; line-height: 1.75rem; font-weight: 600; letter-spacing: -0.015em; }
h2 { font-size: 1rem; line-height: 1.5rem; font-weight: 600; letter-spacing: -0.01em; }
h3 { font-size: 1rem; line-height: 1.5rem; font-weight: 600; }
h4 { margin-top: 1.5rem; padding-bottom: 0.375rem; color: var(--muted); font-size: 0.75rem; line-height: 1rem; font-weight: 600; }
a { color: var(--accent); text-underline-offset: 3px; }
h2 a, h3 a { color: inherit; text-decoration: none; }
h2 a:hover, h3 a:hover { text-decoration: underline; }
code { font-family: var(--mono); font-size: 0.92em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.skip { position: fixed; z-index: 3; top: 0.5rem; left: 0.5rem; padding: 0.375rem 0.75rem; border-radius: 6px; background: var(--page); transform: translateY(-4rem); }
.skip:focus { transform: none; }
header { position: sticky; z-index: 2; top: 0; display: flex; align-items: center; justify-content: space-between; gap: 1rem; height: 3rem; padding: 0 1.5rem; border-bottom: 1px solid var(--line); background: var(--frame); font-weight: 600; }
header a { color: var(--accent); font-size: 0.8125rem; font-weight: 500; }
.columns { display: grid; grid-template-columns: 15.5rem minmax(0, 1fr); max-width: 82rem; margin: 0 auto; }
nav { position: sticky; top: 3rem; height: calc(100vh - 3rem); padding: 1.5rem 0.75rem 3rem 1.5rem; overflow-y: auto; border-right: 1px solid var(--line); background: var(--frame); scrollbar-width: thin; }
nav h2 { padding: 0 0.5rem; color: var(--muted); font-size: 0.75rem; line-height: 1.5rem; font-weight: 600; letter-spacing: 0; }
nav section + section { margin-top: 1rem; }
nav li a { display: block; padding: 0.1875rem 0.5rem; border-radius: 6px; color: var(--ink); font-size: 0.8125rem; line-height: 1.25rem; text-decoration: none; }
nav li a:hover { background: var(--hover); color: var(--accent); }
main { padding: 2rem 2.5rem 6rem; }
main > section { margin-top: 3.5rem; }
main > section:first-child { margin-top: 0; }
.introduction h2 { margin-top: 2rem; }
.introduction p { margin-top: 0.5rem; }
.lead { max-width: 44rem; color: var(--muted); font-size: 0.875rem; line-height: 1.25rem; }
article { margin-top: 1.5rem; padding: 1.5rem 0 0; border-top: 1px solid var(--line); }
article:target { border-color: var(--accent); box-shadow: inset 0 2px 0 var(--accent); }
.route { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.625rem; margin-top: 0.375rem; }
.route code { min-width: 0; }
.method { padding: 0 0.4375rem; border-radius: 4px; background: var(--selected); color: var(--accent); font: 600 0.75rem/1.25rem var(--mono); }
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
.status { font-family: var(--mono); font-weight: 600; color: var(--positive); }
.status + .fields, p + .fields { margin-top: 0.375rem; }
pre { margin: 0; padding: 0.875rem 1rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--sunken); font-size: 0.8125rem; line-height: 1.25rem; overflow-wrap: normal; }
.introduction pre { margin-top: 1rem; }
details { margin-top: 1.25rem; border-top: 1px solid var(--line); }
summary { width: fit-content; padding: 0.625rem 0 0; color: var(--accent); font-size: 0.8125rem; font-weight: 600; cursor: pointer; }
.count { display: inline-block; min-width: 1.375rem; margin-left: 0.25rem; padding: 0 0.375rem; border-radius: 999px; background: var(--press); color: var(--muted); font-size: 0.75rem; line-height: 1.25rem; text-align: center; }
.scroll { margin-top: 0.625rem; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.8125rem; line-height: 1.25rem; }
th { padding: 0.25rem 1rem 0.25rem 0; color: var(--muted); font-size: 0.75rem; text-align: left; font-weight: 600; }
td { padding: 0.3125rem 1rem 0.3125rem 0; border-top: 1px solid var(--line); vertical-align: top; }
th, td:nth-child(-n+2) { white-space: nowrap; }
@media (max-width: 56rem) {
  html { scroll-padding-top: 6.5rem; }
  header { padding: 0 1rem; }
  .columns { display: block; }
  nav { z-index: 1; display: flex; gap: 0.25rem; height: auto; padding: 0.375rem 0.75rem; overflow: auto hidden; border-right: 0; border-bottom: 1px solid var(--line); background: var(--page); }
  nav ul { display: none; }
  nav section + section { margin: 0; }
  nav h2 { padding: 0; }
  nav h2 a { display: block; padding: 0.25rem 0.5rem; font-size: 0.8125rem; white-space: nowrap; }
  main { padding: 1.25rem 1rem 4rem; }
  article { padding: 1rem 0 0; }
  .fields > div { grid-template-columns: minmax(0, 1fr); }
  td, th { padding-right: 0.625rem; }
}
@media (forced-colors: active) { .method, .secret, .count { border: 1px solid CanvasText; } }
@media print { nav, header { display: none; } .columns { display: block; } }
`;
