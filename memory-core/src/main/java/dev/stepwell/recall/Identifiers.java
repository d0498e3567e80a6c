package dev.stepwell.recall;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The numbers, codes and names in a text that point to one thing: words of four characters and more with a digit. */
final class Identifiers {

    private static final int LENGTH_MIN = 4;

    private Identifiers() {}

    static Set<String> in(List<String> lines) {
        Set<String> found = new HashSet<>();
        for (String line : lines) {
            int start = 0;
            for (int i = 0; i <= line.length(); i++) {
                if (i == line.length() || !isPart(line.charAt(i))) {
                    String word = line.substring(start, i);
                    if (word.length() >= LENGTH_MIN && word.chars().anyMatch(Character::isDigit)) {
                        found.add(word);
                    }
                    start = i + 1;
                }
            }
        }
        return found;
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
