package dev.stepwell.benchmarks;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * Loads a library whose Lucene is not ours. Its own jars come first, with their services; what they lack, such as
 * LangChain4j's core, is ours, so that a store it makes is a store to us.
 */
final class PeerLoader extends URLClassLoader {

    PeerLoader(URL... jars) {
        super(jars, getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try {
            return super.findClass(name);
        } catch (ClassNotFoundException e) {
            if (name.startsWith("org.apache.lucene.")) {
                throw e; // half of one Lucene and half of another would fail later, and not say why
            }
            return PeerLoader.class.getClassLoader().loadClass(name);
        }
    }
}
