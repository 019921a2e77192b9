/** By what a request came: the console proves with its secret that it sent it. */
export const CALLER_SOURCES = ["console", "api"] as const;
export type CallerSource = (typeof CALLER_SOURCES)[number];
