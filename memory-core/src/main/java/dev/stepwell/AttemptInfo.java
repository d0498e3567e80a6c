package dev.stepwell;

import dev.stepwell.journal.Limits;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Who takes over a session, where and why.
 *
 * <p>Immutable.
 *
 * @param worker the worker's name, 1 to 512 characters
 * @param reason why the attempt begins; may be empty
 * @param host the machine
 * @param pid the process
 */
public record AttemptInfo(String worker, String reason, String host, long pid) {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the worker's name is blank or too long
     */
    public AttemptInfo {
        Limits.name("worker", worker);
    }

    /** {@return the info of a worker in this process} */
    public static AttemptInfo of(String worker) {
        return new AttemptInfo(worker, "", Host.NAME, ProcessHandle.current().pid());
    }

    /** {@return this info with the reason} */
    public AttemptInfo reason(String why) {
        return new AttemptInfo(worker, why, host, pid);
    }

    private static final class Host {
        static final String NAME = name();

        private static String name() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost"; // a machine whose own name does not resolve is still one machine
            }
        }
    }
}
