package dev.stepwell.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyFilterTest {

    private static final int KEYS = 20_000;

    private final KeyFilter filter = new KeyFilter();

    private static Head head(long sid, int generation) {
        Head head = new Head(new SessionKey("tests", "run-" + sid), 0);
        head.sid = sid;
        head.filtered = generation;
        return head;
    }

    private static byte[] key(int number) {
        return StepKeys.hash("call-" + number);
    }

    @Test
    void a_key_that_was_added_may_be_there() {
        Head head = head(7, filter.generation());
        for (int i = 0; i < KEYS; i++) {
            filter.add(head, key(i));
        }
        for (int i = 0; i < KEYS; i++) {
            assertThat(filter.mayHave(head, key(i))).as("key %d", i).isTrue();
        }
    }

    @Test
    void hardly_any_other_key_may_be_there_and_none_of_another_session_by_that() {
        Head head = head(7, filter.generation());
        Head other = head(8, filter.generation());
        for (int i = 0; i < KEYS; i++) {
            filter.add(head, key(i));
        }
        int wrong = 0;
        for (int i = 0; i < KEYS; i++) {
            wrong += filter.mayHave(head, key(KEYS + i)) ? 1 : 0;
            wrong += filter.mayHave(other, key(i)) ? 1 : 0;
        }
        assertThat(wrong).isLessThan(2 * KEYS / 400);
    }

    @Test
    void of_a_session_whose_keys_it_has_not_seen_any_key_may_be_there() {
        assertThat(filter.mayHave(head(7, KeyFilter.UNKNOWN), key(1))).isTrue();
    }

    @Test
    void once_full_it_knows_only_sessions_that_begin_afterwards() {
        int generation = filter.generation();
        Head old = head(7, generation);
        int added = 0;
        while (filter.generation() == generation) {
            filter.add(old, key(added++));
        }
        assertThat(filter.mayHave(old, key(added + 1))).isTrue();
        Head young = head(8, filter.generation());
        assertThat(filter.mayHave(young, key(1))).isFalse();
        filter.add(young, key(1));
        assertThat(filter.mayHave(young, key(1))).isTrue();
    }
}
