/** How a figure is printed: what it is of, what it is, and what it shall be. */
export const print = (what: string, figure: string, goal = "") => console.log(`${what.padEnd(56)} ${figure.padEnd(44)} ${goal}`);
export const ms = (value: number) => `${value.toFixed(3)} ms`;
export const times = (value: number) => `${value.toFixed(2)} ×`;
