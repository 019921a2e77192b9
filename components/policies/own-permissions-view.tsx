"use client";
import { PageHead } from "#components/patterns/page-head";
import { OwnPermissions } from "#components/policies/own-permissions";
import { useWorkplace } from "#components/shell/workplace";
import { rightsWords } from "#lib/console/words/policies/try-words";

/** One's own rights: in the project, and over the people of the account where there are any. */
export function OwnPermissionsView() {
  const { project, mayDoInAccount } = useWorkplace();
  return (
    <>
      <PageHead title={rightsWords.title} hint={rightsWords.lead(project.name)} />
      <OwnPermissions projectId={project.id} />
      {mayDoInAccount.includes("listUsers") ? <OwnPermissions projectId={null} /> : null}
    </>
  );
}
