package dev.stepwell.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.store.embedding.EmbeddingStore;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.util.Version;
import org.junit.jupiter.api.Test;

class PeerLoaderTest {

    private static URL jarOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    void what_its_jars_have_is_its_own_and_langchain4j_is_ours() throws Exception {
        try (PeerLoader loader = new PeerLoader(jarOf(Version.class))) {
            assertThat(loader.loadClass(Version.class.getName())).isNotSameAs(Version.class);
            assertThat(loader.loadClass(EmbeddingStore.class.getName())).isSameAs(EmbeddingStore.class);
        }
    }

    @Test
    void its_lucene_finds_its_own_codecs_and_none_of_ours() throws Exception {
        try (PeerLoader loader = new PeerLoader(jarOf(Version.class))) {
            assertThat(Collections.list(loader.getResources("META-INF/services/" + Codec.class.getName())))
                    .hasSize(1);
            Class<?> codecs = loader.loadClass(Codec.class.getName());
            assertThat(codecs.getMethod("getDefault").invoke(null))
                    .isInstanceOf(codecs)
                    .isNotInstanceOf(Codec.class);
        }
    }

    @Test
    void a_lucene_class_that_its_jars_lack_is_not_ours_either() throws IOException {
        try (PeerLoader loader = new PeerLoader()) {
            assertThatExceptionOfType(ClassNotFoundException.class)
                    .isThrownBy(() -> loader.loadClass(Version.class.getName()));
        }
    }
}
