/** Words of the last page that is left when nothing else can be shown; few, for every page carries them. */

export const globalErrorWords = {
  title: "Something went wrong",
  hint: "The console met an unexpected fault, or this page is of an older version. Load it again.",
  requestId: "Request ID",
  reload: "Reload",
} as const;
