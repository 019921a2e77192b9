/** As the parts of the screen take times. @param iso ISO 8601, or epoch in milliseconds as a number */
export function toMilliseconds(time: string | number): string {
  return String(typeof time === "number" ? time : Date.parse(time));
}
