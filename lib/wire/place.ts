/** Where a door is reached from outside: what the codecs do not know, and the links of a reply need. */
export type Place = {
  /** Public origin of the API, without a slash at its end. */
  readonly apiUrl: string;
};
