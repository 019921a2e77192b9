/** Headings of the key list's file where the list has none of its own, and what stands in its cells. */

export const csvWords = {
  algorithm: "Key Algorithm",
  usage: "Usage",
  description: "Description",
  rotation: "Rotation",
  lastUsedBy: "Last Used By",
  lastRotation: "Last Rotation",
  nextRotation: "Next Rotation",
  isOn: (isOn: boolean) => (isOn ? "On" : "Off"),
} as const;
