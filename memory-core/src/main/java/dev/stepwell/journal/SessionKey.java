package dev.stepwell.journal;

/**
 * Names one session: an id within a namespace.
 *
 * <p>Immutable.
 *
 * @param namespace the tenant or project, 1 to 512 characters
 * @param id the session's id, 1 to 512 characters
 */
public record SessionKey(String namespace, String id) {

    /**
     * Checks both names.
     *
     * @throws IllegalArgumentException if a name is blank, too long or holds control characters
     */
    public SessionKey {
        Limits.name("namespace", namespace);
        Limits.name("session id", id);
    }

    @Override
    public String toString() {
        return namespace + "/" + id;
    }
}
