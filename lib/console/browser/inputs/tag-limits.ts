/** The guide's §2.6. A service configured for fewer tags refuses by itself. */
export const TAGS_PER_KEY = 20;
export const TAGS_PER_SEARCH = 20;
