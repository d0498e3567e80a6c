package dev.stepwell.langchain4j.agentic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonChangeTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1,'b':[1,2]} | {'a':1,'b':[1,2,3]} | {'set':{'b':{'add':[3]}}}",
                "{'a':1,'b':2}     | {'b':3,'c':4}       | {'set':{'b':{'is':3},'c':{'is':4}},'gone':['a']}",
                "['class',{'a':1}] | ['class',{'a':2}]   | {'at':{'1':{'set':{'a':{'is':2}}}}}",
                "[1,2]             | [1]                 | {'is':[1]}",
                "{'a':null}        | {'a':{}}            | {'set':{'a':{'is':{}}}}",
                "1.0               | 1.00                | {'is':1.00}",
                "'1'               | 1                   | {'is':1}",
            })
    void a_change_says_what_is_different_and_nothing_else(String before, String after, String change) {
        assertThat(JsonChange.between(json(before), json(after))).hasValue((ObjectNode) json(change));
        assertThat(JsonChange.apply(json(before), json(change)))
                .hasToString(json(after).toString());
    }

    @Test
    void the_order_of_names_counts_except_near_the_root() {
        assertThat(JsonChange.between(json("{'a':1,'b':2}"), json("{'b':2,'a':1}")))
                .isEmpty();
        String deep = "{'state':['map',{'list':['map',%s]}]}";
        JsonNode before = json(deep.formatted("{'a':1,'c':3}"));
        JsonNode after = json(deep.formatted("{'a':1,'b':2,'c':3}"));

        JsonNode change = JsonChange.between(before, after).orElseThrow();

        assertThat(JsonChange.apply(before, change)).hasToString(after.toString());
    }

    @Test
    void random_documents_become_each_other() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            JsonNode before = random(random, 4);
            JsonNode after = random.nextInt(4) == 0 ? random(random, 4) : edited(before, random);
            Optional<ObjectNode> change = JsonChange.between(before, after);
            JsonNode made = change.map(each -> JsonChange.apply(before, each)).orElse(before);
            assertThat(made).as("seed %d: %s to %s", seed, before, after).isEqualTo(after);
            assertThat(JsonChange.between(before, before.deepCopy()))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    void a_change_of_another_document_is_refused() {
        assertThatThrownBy(() -> JsonChange.apply(json("1"), json("{'add':[1]}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a change of NUMBER, got one with [add]");
        assertThatThrownBy(() -> JsonChange.apply(json("[1]"), json("{'at':{'1':{'is':2}}}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected an index below 1, got 1");
    }

    private static JsonNode json(String quoted) {
        return ScopeSteps.parse("test", quoted.replace('\'', '"'));
    }

    private static JsonNode random(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 5 : 3);
        if (kind == 3) {
            ObjectNode object = JSON.objectNode();
            for (int i = random.nextInt(4); i > 0; i--) {
                object.set("k" + random.nextInt(5), random(random, depth - 1));
            }
            return object;
        }
        if (kind == 4) {
            ArrayNode array = JSON.arrayNode();
            for (int i = random.nextInt(4); i > 0; i--) {
                array.add(random(random, depth - 1));
            }
            return array;
        }
        return switch (kind) {
            case 0 -> JSON.numberNode(random.nextInt(3));
            case 1 -> TextNode.valueOf("t" + random.nextInt(3));
            default -> random.nextBoolean() ? JSON.nullNode() : JSON.booleanNode(random.nextBoolean());
        };
    }

    /** {@return the document with something changed somewhere in it} */
    private static JsonNode edited(JsonNode node, Random random) {
        if (node instanceof ObjectNode object && random.nextInt(4) > 0) {
            ObjectNode edited = object.deepCopy();
            String name = "k" + random.nextInt(5);
            JsonNode old = edited.get(name);
            if (old != null && random.nextInt(3) == 0) {
                edited.remove(name);
            } else {
                edited.set(name, old == null ? random(random, 2) : edited(old, random));
            }
            return edited;
        }
        if (node instanceof ArrayNode array && random.nextInt(4) > 0) {
            ArrayNode edited = array.deepCopy();
            if (!edited.isEmpty() && random.nextBoolean()) {
                int at = random.nextInt(edited.size());
                edited.set(at, edited(edited.get(at), random));
            } else {
                edited.add(random(random, 2));
            }
            return edited;
        }
        return random(random, 2);
    }
}
