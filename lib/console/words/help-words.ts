/** Words of the help: the user guide's procedures in a few words each, under its own names and numbers. */

type Procedure = {
  readonly name: string;
  readonly text: string;
  /** Where it is done: below the project's path. */
  readonly path: string;
  readonly link: string;
};
type Chapter = { readonly number: string; readonly title: string; readonly procedures: readonly Procedure[] };

const LIST = { path: "/keys", link: "Key list" } as const;

export const helpWords = {
  title: "Help",
  procedures: "Guide procedures",
  api: "API reference",
  lead: "The procedures of the user guide, and where each is done. The guide's numbers stand beside them.",
  apiLead: "Everything here can also be done by a program:",
  chapters: [
    {
      number: "2.2",
      title: "Creating a CMK",
      procedures: [
        {
          name: "Create a key",
          text: "Choose Create Key, give the key an alias, and choose its algorithm and usage, which cannot be changed later. It is enabled at once.",
          path: "/keys?create=1",
          link: "Create Key",
        },
      ],
    },
    {
      number: "2.3",
      title: "Creating CMKs Using Imported Key Materials",
      procedures: [
        {
          name: "Import key material",
          text: "Choose Import Key. Four steps make a key without material, give you a wrapping key and an import token, encrypt your material, here in the browser or with OpenSSL, and import both. A key that still waits for its material goes on from Import Key Material in its row.",
          path: "/keys?import=1",
          link: "Import Key",
        },
        {
          name: "Delete key material",
          text: "Choose Delete Key Material in the key's menu. The key is then pending import and takes back only the same material.",
          ...LIST,
        },
      ],
    },
    {
      number: "2.4",
      title: "Managing CMKs",
      procedures: [
        { name: "View a key", text: "Choose its alias in the list. Alias and description are edited in place.", ...LIST },
        {
          name: "Enable or disable keys",
          text: "Select keys, then choose Enable or Disable above the list, or use the button in a row. A disabled key encrypts and decrypts nothing until it is enabled again.",
          ...LIST,
        },
        {
          name: "Delete keys",
          text: "Choose Delete, look at what is at stake, and say in how many days, 7 to 1,096. Until then nothing is lost.",
          ...LIST,
        },
        { name: "Cancel a scheduled deletion", text: "Choose Cancel Deletion. The key is disabled then; enable it to use it.", ...LIST },
      ],
    },
    {
      number: "2.5",
      title: "Using the Online Tool to Encrypt and Decrypt Small-Size Data",
      procedures: [
        {
          name: "Encrypt and decrypt",
          text: "Choose an alias, then the tab Tool. Up to 4,096 bytes are encrypted with this key; Decrypt finds the key by itself. Keys that sign have Sign and Verify there.",
          ...LIST,
        },
      ],
    },
    {
      number: "2.6",
      title: "Managing Tags",
      procedures: [
        {
          name: "Add, edit or delete tags",
          text: "Choose an alias, then the tab Tags. Many keys at once: select them in the list.",
          ...LIST,
        },
        {
          name: "Search for keys by tag",
          text: "Choose Search by Tag above the list. Up to 20 criteria, all of which must match.",
          ...LIST,
        },
      ],
    },
    {
      number: "2.7",
      title: "Rotating CMKs",
      procedures: [
        {
          name: "Turn rotation on or off",
          text: "Choose an alias, then the tab Rotation Policy. The period is 30 to 365 days; what was encrypted before stays readable.",
          ...LIST,
        },
      ],
    },
    {
      number: "2.8",
      title: "Managing a Grant",
      procedures: [
        {
          name: "Create, look at or revoke grants",
          text: "Choose an alias, then the tab Grants. A grant lets another user or account do named operations with this one key.",
          ...LIST,
        },
      ],
    },
  ] satisfies readonly Chapter[],
} as const;
