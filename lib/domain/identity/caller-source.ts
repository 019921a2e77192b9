/** By what a request came: the console proves with its secret that it sent it. */
export type CallerSource = "console" | "api";
