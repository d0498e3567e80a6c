package dev.stepwell.recall;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Cuts a step's text into passages: where its lines end if that will do, else between sentences, else between words. A
 * Markdown heading begins a passage if the one before is half full, and a table that goes on in the next passage has its
 * head there too.
 *
 * <p>Each passage with its header stays below {@link #PIECES_MAX} word pieces, because the packaged MiniLM reads 126 and
 * ignores the rest without a word.
 */
final class Passages {

    static final int PIECES_MAX = 104;

    /** No step is cut into more: about a megabyte of text. Those past {@link StepText#EMBEDDED_MAX} are not embedded. */
    static final int PASSAGES_MAX = 4_096;

    private static final int HEADER_PIECES_MAX = 40;
    private static final Pattern HEADING = Pattern.compile("^#{1,6} ");

    private final int room;
    private final List<String> texts = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private int openPieces;
    private String tableHead = ""; // of the Markdown table that the last line is a row of

    private Passages(int room) {
        this.room = room;
    }

    /** {@return the passages in order; at most {@link #PASSAGES_MAX}, none if there is no text} */
    static List<Passage> of(String header, List<String> lines) {
        String short_ = header(header);
        Passages cutter = new Passages(PIECES_MAX - WordPieces.count(short_));
        for (String line : lines) {
            cutter.line(line);
            if (cutter.texts.size() >= PASSAGES_MAX) {
                break;
            }
        }
        cutter.close();
        List<Passage> passages = new ArrayList<>();
        for (String text : cutter.texts.subList(0, Math.min(PASSAGES_MAX, cutter.texts.size()))) {
            passages.add(new Passage(passages.size(), short_, text));
        }
        return passages;
    }

    /** {@return the beginning of a text, cut between words, up to so many word pieces} */
    static String clipped(String header, List<String> lines, int pieces) {
        StringBuilder kept = new StringBuilder(header);
        int left = pieces - WordPieces.count(header);
        for (String line : lines) {
            for (String word : line.split("(?<=\\s)", 0)) {
                left -= WordPieces.count(word);
                if (left < 0) {
                    return kept.toString().strip();
                }
                kept.append(word);
            }
            kept.append('\n');
        }
        return kept.toString().strip();
    }

    private static String header(String header) {
        String kept = header.strip();
        while (WordPieces.count(kept) > HEADER_PIECES_MAX) {
            kept = kept.substring(0, kept.length() * 3 / 4);
        }
        return kept;
    }

    /** What a text may be cut into if it is too long. */
    private enum Cut {
        LINE,
        SENTENCE,
        WORD,
        CHARACTERS
    }

    private void line(String line) {
        if (!line.startsWith("|")) {
            tableHead = "";
        } else if (tableHead.isEmpty()) {
            tableHead = line;
        }
        if (HEADING.matcher(line).find() && openPieces > room / 2) {
            close();
        }
        add(line, Cut.LINE);
    }

    private void add(String text, Cut cut) {
        int pieces = WordPieces.count(text);
        if (openPieces + pieces <= room) {
            open.append(open.isEmpty() ? "" : cut == Cut.LINE ? "\n" : "").append(text);
            openPieces += pieces;
        } else if (pieces <= room && cut != Cut.WORD) {
            close();
            repeatTableHead(text, pieces);
            open.append(text);
            openPieces += pieces;
        } else {
            split(text, pieces, cut);
        }
    }

    private void repeatTableHead(String row, int pieces) {
        int headPieces = WordPieces.count(tableHead);
        if (!tableHead.isEmpty() && !row.equals(tableHead) && headPieces + pieces <= room) {
            open.append(tableHead).append('\n');
            openPieces = headPieces;
        }
    }

    private void split(String text, int pieces, Cut cut) {
        switch (cut) {
            case LINE -> {
                open.append(open.isEmpty() ? "" : "\n");
                each(BreakIterator.getSentenceInstance(Locale.ROOT), text, Cut.SENTENCE);
            }
            case SENTENCE -> each(BreakIterator.getWordInstance(Locale.ROOT), text, Cut.WORD);
            case WORD -> {
                close();
                if (pieces <= room) {
                    add(text, Cut.CHARACTERS);
                } else {
                    for (int i = 0; i < text.length(); i += room) {
                        add(text.substring(i, Math.min(text.length(), i + room)), Cut.CHARACTERS);
                    }
                }
            }
            case CHARACTERS ->
                throw new IllegalStateException("a text of " + text.length() + " characters has " + pieces
                        + " word pieces, where at most " + room + " were expected");
        }
    }

    private void each(BreakIterator breaks, String text, Cut cut) {
        breaks.setText(text);
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE && texts.size() < PASSAGES_MAX; end = breaks.next()) {
            add(text.substring(start, end), cut);
            start = end;
        }
    }

    private void close() {
        String text = open.toString().strip();
        if (!text.isEmpty()) {
            texts.add(text);
        }
        open.setLength(0);
        openPieces = 0;
    }
}
