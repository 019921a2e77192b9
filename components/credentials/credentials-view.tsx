"use client";
import { AccessKeys } from "#components/credentials/access-keys";
import { ApiCredentials, type Self } from "#components/credentials/api-credentials";
import { OneTimeCodes } from "#components/credentials/one-time-codes";
import { PaneNav } from "#components/credentials/pane-nav";
import { Passkeys } from "#components/credentials/passkeys";
import { PasswordPane } from "#components/credentials/password-form";
import { Sessions } from "#components/credentials/sessions";
import { Banner } from "#components/patterns/banner";
import { PageHead } from "#components/patterns/page-head";
import type { Project } from "#lib/console/project";
import {
  accessKeyWords,
  apiCredentialsWords,
  codeWords,
  credentialsWords,
  federatedWords,
  passkeyWords,
  passwordWords,
  sessionWords,
} from "#lib/console/words/credentials-words";

const API = { id: "api-credentials", title: apiCredentialsWords.title };
const SESSIONS = { id: "sessions", title: sessionWords.title };
/** What a user shows who they are with. */
const OF_A_USER = [
  { id: "access-keys", title: accessKeyWords.title },
  { id: "password", title: passwordWords.title },
  { id: "one-time-codes", title: codeWords.title },
  { id: "passkeys", title: passkeyWords.title },
] as const;
const PANES = [API, ...OF_A_USER, SESSIONS];
const PANES_WITHOUT_USER = [API, SESSIONS];

type Props = {
  self: Self;
  /** Whether they are known by their groups alone, without a user. */
  isFederated: boolean;
  projects: readonly Project[];
};

/** My Credentials (guide §2.8.1): what identifies a person, and what they prove it with. */
export function CredentialsView({ self, isFederated, projects }: Props) {
  return (
    <>
      <PageHead title={credentialsWords.title} />
      <div className="cred">
        <PaneNav panes={isFederated ? PANES_WITHOUT_USER : PANES} />
        <div className="min-w-0">
          {isFederated ? <Banner>{federatedWords.note}</Banner> : null}
          <ApiCredentials id={API.id} self={self} projects={projects} />
          {isFederated ? null : <PartsOfUser self={self} projects={projects} />}
          <Sessions id={SESSIONS.id} />
        </div>
      </div>
    </>
  );
}

function PartsOfUser({ self, projects }: Pick<Props, "self" | "projects">) {
  const [accessKeys, password, codes, passkeys] = OF_A_USER;
  return (
    <>
      <AccessKeys id={accessKeys.id} projects={projects} />
      <PasswordPane id={password.id} userName={self.userName} />
      <OneTimeCodes id={codes.id} self={self} />
      <Passkeys id={passkeys.id} />
    </>
  );
}
