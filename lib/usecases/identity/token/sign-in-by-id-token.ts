/**
 * Signs in whomever an ID token of the identity provider is about: the user whose name it says, or else somebody without a user who is in
 * groups here. Invariants: nothing is looked for before the ID token is proven; a name is a user's own exact name in the one account that the
 * provider is for; whoever has a user comes as that user or not at all; and who the ID token is refused for hears no more than that.
 */
import { KmsError } from "#lib/domain/errors";
import type { RequestOrigin } from "#lib/domain/identity/caller";
import type { SignInCredential } from "#lib/iam/credential";
import type { ProviderIdentity } from "#lib/iam/oidc/claims";
import { TOKEN_LIFE_MS } from "#lib/iam/token";
import { findAccount } from "#lib/store/identity/identities";
import { findGroupsByName, findNamedUser, isLikeUserName } from "#lib/store/identity/mapped-names";
import type { Known, SignedIn } from "./principal";
import type { TokenTools } from "./token-trace";

type IdTokenProof = Extract<SignInCredential["proof"], { method: "mapped" }>;
type Named = { readonly id: string; readonly name: string };
/** @param reason for the log alone @throws KmsError `notSignedIn` */
type Refuse = (reason: string) => never;
type Who = Pick<SignedIn, "userId" | "userName" | "federatedGroups">;

/**
 * @param known is told who it is about, as far as that is known
 * @throws KmsError `notSignedIn`, one body whatever the cause; `identityNotFound` where no provider is set up; `secondFactorAtProvider`, only
 *   with an ID token that is proven; `identityProviderUnavailable`; `requestTooMany`
 */
export async function signInByIdToken(
  tools: TokenTools,
  { idToken, nonce }: IdTokenProof,
  { ip, source }: RequestOrigin,
  now: Date,
  known: Known,
): Promise<SignedIn> {
  const { store, identityProvider, tokenGuesses } = tools;
  if (identityProvider === null) throw new KmsError("identityNotFound", { message: NOT_SET_UP });
  const prove = () => identityProvider.prove(idToken, nonce, now);
  const identity = await tokenGuesses.look(ip, prove, (found) => found !== null);
  if (identity === null) throw new KmsError("notSignedIn", { message: REFUSED });
  const refuse: Refuse = (reason) => {
    identityProvider.explain(reason);
    throw new KmsError("notSignedIn", { message: REFUSED });
  };
  const account = (await findAccount(store, identityProvider.accountName)) ?? refuse("there is no account of the name in KMS_ACCOUNT");
  known.accountId = account.id;
  const who = (await findUserOf(tools, account, identity, known, refuse)) ?? (await toStranger(tools, account, identity, refuse));
  Object.assign(known, who);
  return {
    accountId: account.id,
    accountName: account.name,
    ...who,
    source,
    passwordHash: null,
    expiresAt: new Date(now.getTime() + TOKEN_LIFE_MS),
    device: null,
    isMfaPresent: identity.isMfaPresent,
    seenAt: identity.seenAt,
  };
}

/** @returns null where nobody is called so @throws KmsError for a user who may not come in so */
async function findUserOf(
  { store }: TokenTools,
  account: Named,
  identity: ProviderIdentity,
  known: Known,
  refuse: Refuse,
): Promise<Who | null> {
  const user = identity.name === null ? null : await findNamedUser(store, account.id, identity.name);
  if (user === null) return null;
  Object.assign(known, { userId: user.id, userName: user.name });
  if (!user.isEnabled) refuse("the user is disabled");
  if (user.isService) refuse("the user is a cloud service");
  if (user.isSecondFactorRequired && !identity.isMfaPresent) throw new KmsError("secondFactorAtProvider");
  return { userId: user.id, userName: user.name, federatedGroups: null };
}

/** Somebody without a user, in the groups that there are. @throws KmsError `notSignedIn` where there is none of them */
async function toStranger(
  { store }: TokenTools,
  account: Named,
  { id, shownNames, groups }: ProviderIdentity,
  refuse: Refuse,
): Promise<Who> {
  const found = groups.length === 0 ? [] : await findGroupsByName(store, account.id, groups);
  if (found.length === 0) refuse(`there is neither a user of that name nor one of the ${groups.length} groups`);
  return { userId: id, userName: await toShownName(store, account, id, shownNames), federatedGroups: found.map((group) => group.id) };
}

/** The first that nobody could take for a user of the account; the ID where there is none. */
async function toShownName(store: TokenTools["store"], account: Named, id: string, shownNames: readonly string[]): Promise<string> {
  for (const name of shownNames) if (!(await isLikeUserName(store, account.id, name))) return name;
  return id;
}

const NOT_SET_UP = "No identity provider is set up here: see KMS_OIDC_ISSUER. Sign in with a password.";
const REFUSED =
  "The ID token was refused: it is not valid here, or who it is about may not sign in. Sign in again at the identity provider; if that does not help, ask the administrator of the account.";
