/** A project that the signed-in user may enter, as the pages show it. */
export type Project = { readonly id: string; readonly name: string };
