package dev.stepwell.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Real prose that every machine with a JDK has: the paragraphs of the JDK's own documentation comments, from {@code
 * lib/src.zip}.
 */
final class JavadocTexts {

    private static final int LENGTH_MIN = 60;
    private static final int LENGTH_MAX = 280;
    private static final double PROSE = 0.92; // the least share of letters and blanks

    private final Set<String> paragraphs = new LinkedHashSet<>();
    private final StringBuilder open = new StringBuilder();
    private boolean inside;

    private JavadocTexts() {}

    /**
     * Reads so many paragraphs. JDK 25 has a good 100,000.
     *
     * @param count how many
     * @param seed of their order
     * @return distinct paragraphs of {@value #LENGTH_MIN} to {@value #LENGTH_MAX} characters, shuffled
     */
    static List<String> some(int count, long seed) {
        Path zip = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        if (!Files.exists(zip)) {
            throw new IllegalStateException(zip
                    + ": expected the sources of the JDK there, whose comments are the texts; use a JDK that has them");
        }
        JavadocTexts texts = new JavadocTexts();
        try (ZipFile sources = new ZipFile(zip.toFile())) {
            List<? extends ZipEntry> files = sources.stream()
                    .filter(entry -> entry.getName().endsWith(".java"))
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            for (ZipEntry file : files) {
                if (texts.paragraphs.size() >= count) {
                    break;
                }
                try (BufferedReader reader = new BufferedReader(
                        new InputStreamReader(sources.getInputStream(file), StandardCharsets.UTF_8))) {
                    reader.lines().forEach(texts::line);
                }
                texts.end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(zip + ": " + e.getMessage(), e);
        }
        if (texts.paragraphs.size() < count) {
            throw new IllegalStateException(zip + ": expected comments with " + count + " paragraphs of prose, found "
                    + texts.paragraphs.size() + "; use a newer JDK");
        }
        List<String> shuffled = new ArrayList<>(texts.paragraphs);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled.subList(0, count);
    }

    private void line(String raw) {
        String line = raw.strip();
        if (line.startsWith("/**")) {
            inside = true;
            line = line.substring(3);
        }
        if (!inside) {
            return;
        }
        boolean last = line.contains("*/");
        String text = line.replace("*/", "").replaceFirst("^\\*", "").strip();
        if (text.isEmpty() || text.startsWith("@") || text.startsWith("<")) {
            end();
        }
        text = text.replaceAll("\\{@\\w+ ([^}]*)}", "$1")
                .replaceAll("<[^>]*>|^@\\w+|\\{@\\w+", " ")
                .strip();
        open.append(open.isEmpty() ? "" : " ").append(text);
        if (last) {
            end();
            inside = false;
        }
    }

    private void end() {
        String text = open.toString().replaceAll("\\s+", " ").strip();
        open.setLength(0);
        if (text.length() < LENGTH_MIN || text.length() > LENGTH_MAX) {
            return;
        }
        long prose = text.chars().filter(c -> Character.isLetter(c) || c == ' ').count();
        if (prose >= PROSE * text.length()) {
            paragraphs.add(text);
        }
    }
}
