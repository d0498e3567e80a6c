package dev.stepwell.benchmarks;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Stores of LangChain4j's community that cannot be on our class path. Maven's profile {@code peers} fetches them.
 *
 * @param lucene what loads {@link CommunityLucene}; empty to leave it out
 * @param redis what loads {@link CommunityRedis}; empty to leave it out
 */
record Peers(Optional<ClassLoader> lucene, Optional<ClassLoader> redis) {

    static final Peers NONE = new Peers(Optional.empty(), Optional.empty());

    /** Says in a row why a peer has no figures. */
    static final String NOT_FETCHED = "left out: no --peers";

    /**
     * Finds the jars that Maven fetched.
     *
     * @throws IllegalArgumentException if the directory has no jars for one of the peers
     */
    static Peers in(Path directory) {
        return new Peers(
                Optional.of(loader(directory.resolve("lucene"))), Optional.of(loader(directory.resolve("redis"))));
    }

    private static ClassLoader loader(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<URL> jars = new ArrayList<>();
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                jars.add(jar.toUri().toURL());
            }
            if (jars.isEmpty()) {
                throw new NoSuchFileException(directory.resolve("*.jar").toString());
            }
            return new PeerLoader(jars.toArray(URL[]::new));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--peers: expected jars in " + directory + ", found none; Maven's profile peers fetches them", e);
        }
    }
}
