/** In an environment of its own: Python of a system refuses packages that are not the system's. */
export function runPython(distribution: string, file: string): string {
  return `python3 -m venv .venv && . .venv/bin/activate\npip install ${distribution}\npython3 ${file}`;
}
