package dev.stepwell.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One table of results: the same rows as text and as JSON. */
final class Report {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String title;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Report(String title) {
        this.title = title;
    }

    /** Adds a row, to be filled. */
    Row row() {
        Row row = new Row(new LinkedHashMap<>());
        rows.add(row.cells());
        return row;
    }

    /** A row being filled; a value is a text, a number or a {@link Spread}. */
    record Row(Map<String, Object> cells) {

        Row with(String name, Object value) {
            cells.put(name, value);
            return this;
        }

        /** Says whether a figure is within a bar. */
        void within(double low, double value, double high) {
            with("is", value >= low && value <= high ? "met" : "MISSED");
        }
    }

    /** Adds a line below the table. */
    void note(String line) {
        notes.add(line);
    }

    List<Map<String, Object>> rows() {
        return rows;
    }

    String text() {
        List<String> names = new ArrayList<>();
        rows.forEach(row ->
                row.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add));
        List<List<String>> lines = new ArrayList<>();
        lines.add(names);
        lines.add(names.stream().map(name -> "---").toList());
        for (Map<String, Object> row : rows) {
            lines.add(names.stream()
                    .map(name -> row.containsKey(name) ? cell(row.get(name)) : "")
                    .toList());
        }
        StringBuilder text = new StringBuilder("\n### ").append(title).append("\n\n");
        for (List<String> line : lines) {
            for (int column = 0; column < names.size(); column++) {
                int at = column;
                int width = lines.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElse(0);
                text.append("| ")
                        .append(line.get(column))
                        .repeat(" ", width - line.get(column).length() + 1);
            }
            text.append("|\n");
        }
        notes.forEach(note -> text.append("\n- ").append(note));
        return text.append(notes.isEmpty() ? "" : "\n").toString();
    }

    private static String cell(Object value) {
        return switch (value) {
            case Double number -> number(number);
            default -> value.toString();
        };
    }

    /** {@return three digits of the number, or all in front of the point} */
    static String number(double number) {
        int decimals = Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", number);
    }

    static String json(List<Report> reports) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("java", System.getProperty("java.vendor.version") + " " + Runtime.version());
        root.put("processors", Runtime.getRuntime().availableProcessors());
        ArrayNode array = root.putArray("reports");
        for (Report report : reports) {
            ObjectNode node = array.addObject().put("title", report.title);
            node.set("rows", MAPPER.valueToTree(report.rows));
            node.set("notes", MAPPER.valueToTree(report.notes));
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rows of texts, numbers and records are JSON", e);
        }
    }
}
