import { Pane } from "#components/credentials/pane";
import { CopyButton } from "#components/patterns/copy-button";
import type { Project } from "#lib/console/project";
import { apiCredentialsWords } from "#lib/console/words/credentials-words";

export type Self = { readonly userId: string; readonly userName: string; readonly accountId: string; readonly accountName: string };

/** Who one is to the REST API (guide §2.8.1): names and IDs, each to be copied. */
export function ApiCredentials({ id, self, projects }: { id: string; self: Self; projects: readonly Project[] }) {
  const rows = [
    [apiCredentialsWords.userName, self.userName],
    [apiCredentialsWords.userId, self.userId],
    [apiCredentialsWords.accountName, self.accountName],
    [apiCredentialsWords.accountId, self.accountId],
  ] as const;
  return (
    <Pane id={id} title={apiCredentialsWords.title} lead={apiCredentialsWords.lead}>
      {() => (
        <dl className="ids">
          {rows.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <span className={/ID$/.test(label) ? "mono muted break-all" : "wrap-anywhere"}>{value}</span>
                <CopyButton text={value} what={label} />
              </dd>
            </div>
          ))}
          {projects.map(({ id: projectId, name }) => (
            <div key={projectId}>
              <dt>{apiCredentialsWords.project}</dt>
              <dd>
                <span className="sub wrap-anywhere">{name}</span>
                <span className="flex items-center gap-1">
                  <span className="sr">{apiCredentialsWords.projectId}</span>
                  <span className="mono muted break-all">{projectId}</span>
                  <CopyButton
                    text={projectId}
                    what={projects.length > 1 ? apiCredentialsWords.projectIdOf(name) : apiCredentialsWords.projectId}
                  />
                </span>
              </dd>
            </div>
          ))}
          {projects.length === 0 ? (
            <div>
              <dt>{apiCredentialsWords.project}</dt>
              <dd className="muted">{apiCredentialsWords.noProjects}</dd>
            </div>
          ) : null}
        </dl>
      )}
    </Pane>
  );
}
