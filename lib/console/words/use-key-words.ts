/** Words of "Use this key": the lines for programs that use a key. */

export const useKeyWords = {
  lead: "Ready lines for your terminal and your program, with this key, this project and the address of the API in them.",
  clientList: "Clients",
  /** Behind "Copy". */
  copied: (caption: string) => `“${caption}”`,
  accessKeyNeeded: "These lines sign with an access key.",
  passwordNeeded: "These lines sign in as you, with your password; for programs an access key is the better way.",
  accessKeyLink: "Create one in My Credentials.",
  noUser:
    "You have no user here, and so neither a password nor access keys of your own. For a program, ask a security administrator for a user with an access key.",
  privateCa: (variable: string) =>
    `Where a CA of your own signed the API's certificate, set ${variable} to the path of the CA's certificate.`,
  defaultKey: "A cloud service made this key for what it stores. For your own data, create a key of your own.",
  notSignedIn: "You were not signed in: check the password and the one-time code.",
  captions: {
    accessKey: "Enter the access key; it stays in this shell",
    password: "Enter your password; it stays in this shell",
    signIn: "Sign in",
    use: "Use the key",
    run: "Install and run",
  },
  /** Stand before what is typed in a terminal, and in single quotes of the shell. */
  questions: {
    accessKeyId: "Access key ID",
    secret: "Secret access key",
    password: "Password",
    passcode: "One-time code, if you have one",
  },
  clients: {
    curl: { label: "curl", lead: "curl and the tools of any POSIX shell." },
    node: { label: "Node", lead: "The SDK of the Huawei Cloud family for Node.js." },
    python: { label: "Python", lead: "The SDK of the Huawei Cloud family for Python." },
    go: { label: "Go", lead: "The SDK of the Huawei Cloud family for Go." },
    openstacksdk: {
      label: "openstacksdk",
      lead: "OpenStack's own SDK for Python. It signs in by password alone, so not where a one-time code is asked for.",
    },
    terraform: {
      label: "Terraform",
      lead: "The provider opentelekomcloud, for whatever is to be encrypted with this key. It makes no use of the key itself.",
    },
    sops: { label: "sops", lead: "sops 3.12 or newer keeps files with secrets encrypted." },
  },
} as const;
