import { Moment } from "#components/patterns/moment";
import { rotationWords } from "#lib/console/words/rotation-words";
import type { ReplyOf } from "#lib/wire/catalog";

/** Every version of a key, the newest first: one encrypts, the others decrypt what they encrypted. */
export function VersionsTable({ versions }: { versions: ReplyOf<"getKeyRotationStatus">["key_materials"] }) {
  return (
    <section aria-label={rotationWords.versions} className="mt-6">
      <h2 className="mb-3">{rotationWords.versions}</h2>
      <div className="panel max-h-96 overflow-auto" tabIndex={versions.length > 6 ? 0 : undefined}>
        <table className="table" data-plain>
          <thead>
            <tr>
              <th scope="col">{rotationWords.version}</th>
              <th scope="col">{rotationWords.created}</th>
              <th scope="col">{rotationWords.use}</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <tr key={version.material_id}>
                <td className="mono">{version.material_id}</td>
                <td>
                  <Moment milliseconds={version.create_time} />
                </td>
                <td>
                  {version.state === "current" ? (
                    <span className="badge" data-tone="positive">
                      {rotationWords.uses.current}
                    </span>
                  ) : (
                    rotationWords.uses[version.state]
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
