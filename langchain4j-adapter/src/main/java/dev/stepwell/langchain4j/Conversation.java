package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.View;
import dev.stepwell.View.Entry;
import dev.stepwell.journal.Append;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionInfo;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.langchain4j.Editor.Edit;
import dev.stepwell.langchain4j.MessageCodec.Encoded;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One session's view in memory, and the writing of what changes in it.
 *
 * <p>Two lists are told apart: what the agent believes is in view, and what the journal says. Outside a turn they are the
 * same. In a turn that is run again the agent starts from the view the turn began with and catches up: a message that the
 * turn has recorded already is not written again, and no view is written until the agent has caught up. From then on
 * every write leaves both lists equal.
 *
 * <p>A write names the position it expects the session to be at, so that the numbers of its messages are known before
 * they are written. Steps of others that leave messages and view alone (notes, calls) move the position too: then the
 * write is made again from there. If others changed the view it is refused.
 *
 * <p>Thread-safe.
 */
final class Conversation {

    /** A list of which it is not known what view it was made from. */
    static final long BASIS_UNKNOWN = -1;

    private static final int WRITE_TRIES_MAX = 100; // each loss means that another writer of the session got ahead

    private static final StepKind[] VIEW_CHANGING = {StepKind.MESSAGE, StepKind.VIEW, StepKind.ERASED};

    private final ReentrantLock lock = new ReentrantLock();
    private final Stepwell well;
    private final Journal journal;
    private final SessionKey session;
    private final Author author;

    private boolean loaded;
    private boolean cutOff; // as found in the journal, with calls that nobody carries out any more
    private InView inView = InView.nothing();
    private @Nullable List<Entry> persisted; // null: as held
    private Recorded recorded = Recorded.NONE;
    private long head;
    private long version;
    private long newest;
    private int deltaBytes;

    /**
     * The messages in view.
     *
     * @param messages unmodifiable, and the same object as long as nothing changed
     * @param version the position of the step that last changed the view
     * @param answers looks for what answers calls that were cut off
     */
    record Snapshot(List<ChatMessage> messages, long version, Supplier<UnansweredCalls> answers) {}

    Conversation(Stepwell well, SessionKey session, Author author) {
        this.well = well;
        this.journal = well.journal();
        this.session = session;
        this.author = author;
    }

    /** {@return the messages in view, read anew if others changed the view} */
    Snapshot read() {
        lock.lock();
        try {
            refresh();
            return snapshot();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads for somebody who is about to ask a model.
     *
     * @param repair what is done about calls that were found cut off in the journal; others may be running
     * @return the messages in view
     */
    Snapshot readToAsk(Repair repair) {
        lock.lock();
        try {
            refresh();
            return snapshot(cutOff && !isToGoOn() ? repair.whole(inView.messages(), this::answers) : inView.messages());
        } finally {
            lock.unlock();
        }
    }

    /** Calls of an open turn are carried out when it is run again, unless something is said first. */
    private boolean isToGoOn() {
        return TurnSteps.findOpen(facade()).isPresent();
    }

    private Snapshot snapshot() {
        return snapshot(inView.messages());
    }

    private Snapshot snapshot(List<ChatMessage> messages) {
        return new Snapshot(messages, version, this::answers);
    }

    private UnansweredCalls answers() {
        return author.answers(facade());
    }

    /** {@return the messages in view with where and when they were recorded} */
    List<StoredMessage> stored() {
        lock.lock();
        try {
            refresh();
            return inView.stored();
        } finally {
            lock.unlock();
        }
    }

    /** Edits the view as it is now, whoever changed it last. */
    void edit(Editor editor) {
        lock.lock();
        try {
            author.admit();
            for (int tries = 1; !edited(editor, tries); tries++) {
                // another writer of the session got ahead: once more, on what that one made of the view
            }
            editor.done(snapshot());
        } finally {
            lock.unlock();
        }
    }

    private boolean edited(Editor editor, int tries) {
        refresh();
        Matching matching = switch (editor.edit(snapshot())) {
            case Edit.Join join -> Matching.joining(inView.held(), join.added());
            case Edit.Keep keep -> Matching.keeping(inView.held(), keep.kept(), keep.added());
            case Edit.Rewrite rewrite -> matching(rewrite.messages());
        };
        try {
            commit(matching, List.of(), List.of(), !recorded.isEmpty());
            return true;
        } catch (ConflictException e) {
            if (tries == WRITE_TRIES_MAX || !moved()) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Makes the list the view, writing what is new.
     *
     * @param list the messages to be in view
     * @param basis the version of the view that the list was made from, or {@link #BASIS_UNKNOWN}
     * @param repair what is done about calls in the list that something follows on
     * @throws ConflictException if the view is not of that version any more
     */
    void update(List<ChatMessage> list, long basis, Repair repair) {
        lock.lock();
        try {
            author.admit();
            if (!loaded) {
                load();
            } else if (moved()) {
                throw conflict("another writer changed the view after position " + version);
            }
            if (basis != BASIS_UNKNOWN && basis != version) {
                throw conflict("the list was made from the view of position " + basis + ", and the view was changed at"
                        + " position " + version);
            }
            commit(matching(repair.settled(list, this::answers)), List.of(), List.of(), !recorded.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /** Empties the view, whatever is in it. */
    void clear() {
        lock.lock();
        try {
            author.admit();
            refresh();
            commit(matching(List.of()), List.of(), List.of(), !recorded.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /** Makes the list the view and appends other steps before and behind, in one append. */
    List<Step> update(List<Draft> before, List<ChatMessage> list, List<Draft> behind) {
        lock.lock();
        try {
            refresh();
            return commit(matching(list), before, behind, false);
        } finally {
            lock.unlock();
        }
    }

    /** Goes back, in memory only, to the view after a position, to catch up with what was recorded since. */
    void rewind(long position) {
        lock.lock();
        try {
            load();
            persisted = inView.entries();
            recorded = Recorded.after(journal, session, position);
            inView = InView.of(viewAt(position));
        } finally {
            lock.unlock();
        }
    }

    /** {@return the step that makes the view in the journal what the agent believes it to be, or empty if it is} */
    Optional<Draft> settled() {
        lock.lock();
        try {
            return viewChange().map(View.Change::draft);
        } finally {
            lock.unlock();
        }
    }

    private void refresh() {
        if (!loaded || moved()) {
            load();
        }
    }

    private void load() {
        if (author.attemptNumber() != Append.NO_ATTEMPT && loaded) {
            throw conflict("another writer changed the view while a turn was running, after position " + version);
        }
        head = journal.session(session).map(SessionInfo::position).orElse(0L);
        View view = head == 0 ? View.EMPTY : viewAt(head);
        inView = InView.of(view);
        cutOff = !UnansweredCalls.areAnswered(inView.messages());
        persisted = null;
        deltaBytes = view.deltaBytes();
        version = last(VIEW_CHANGING).map(Step::position).orElse(0L);
        newest = last(StepKind.MESSAGE).map(Step::ordinal).orElse(0L);
        loaded = true;
    }

    private View viewAt(long position) {
        return facade().resumption().viewAt(position);
    }

    private Session facade() {
        return well.session(session.namespace(), session.id());
    }

    private Optional<Step> last(StepKind... kinds) {
        return head == 0
                ? Optional.empty()
                : journal.steps(session, StepQuery.kinds(kinds).to(head).backwards())
                        .findFirst();
    }

    /** {@return whether others changed the view; if they wrote something else, goes along} */
    private boolean moved() {
        long position = journal.session(session).map(SessionInfo::position).orElse(0L);
        if (position == head) {
            return false;
        }
        if (position < head
                || journal.steps(
                                session,
                                StepQuery.kinds(VIEW_CHANGING).from(head + 1).to(position))
                        .findAny()
                        .isPresent()) {
            return true;
        }
        head = position;
        return false;
    }

    private Matching matching(List<ChatMessage> list) {
        return Matching.of(inView.held(), list);
    }

    private List<Step> commit(Matching matching, List<Draft> before, List<Draft> behind, boolean catchingUp) {
        List<ChatMessage> tail = matching.tail();
        @Nullable Held[] recalled = new Held[tail.size()];
        List<Integer> fresh = new ArrayList<>();
        for (int i = 0; i < tail.size(); i++) {
            Held match = matching.match(i);
            recalled[i] = match != null
                    ? match
                    : recorded.next(matching.encoded(i).fingerprint(), tail.get(i))
                            .orElse(null);
            if (recalled[i] == null) {
                fresh.add(i);
                recorded = Recorded.NONE; // the agent goes its own way: what was recorded is of no more use
            }
        }
        boolean silent = catchingUp && fresh.isEmpty() && !recorded.isEmpty();
        for (int tries = 1; ; tries++) {
            Change change = change(matching, recalled, fresh, before.size(), silent);
            List<Draft> drafts = new ArrayList<>(before);
            drafts.addAll(change.drafts());
            drafts.addAll(behind);
            try {
                List<Step> steps = drafts.isEmpty() ? List.of() : append(drafts);
                adopt(matching, change, steps, silent);
                return steps;
            } catch (ConflictException e) {
                long was = head;
                if (tries == WRITE_TRIES_MAX || moved() || head == was) {
                    throw e;
                }
            }
        }
    }

    /** What a write does: the messages held afterwards from where the lists part, and the steps. */
    private record Change(List<Held> tail, List<Held> written, List<Draft> drafts, int deltaBytes) {}

    private Change change(
            Matching matching, @Nullable Held[] recalled, List<Integer> fresh, int before, boolean silent) {
        List<Held> tail = new ArrayList<>();
        List<Held> written = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < recalled.length; i++) {
            Held match = recalled[i];
            if (match == null) {
                ChatMessage message = matching.tail().get(i);
                Encoded encoded = matching.encoded(i);
                Entry entry = new Entry(newest + 1 + written.size(), head + before + 1 + written.size());
                drafts.add(Draft.of(StepKind.MESSAGE, encoded.payload()).withLabels(MessageCodec.labels(message)));
                match = Held.planned(message, entry, encoded.fingerprint());
                written.add(match);
            }
            tail.add(match);
        }
        boolean joinsTheEnd = persisted == null && matching.same() == inView.size() && fresh.size() == tail.size();
        if (silent || joinsTheEnd) {
            return new Change(tail, written, drafts, deltaBytes);
        }
        List<Held> after = new ArrayList<>(inView.held().subList(0, matching.same()));
        after.addAll(tail);
        Optional<View.Change> view = View.change(
                with(persisted == null ? inView.entries() : persisted, written),
                after.stream().map(Held::entry).toList(),
                newest + written.size(),
                deltaBytes);
        view.ifPresent(change -> drafts.add(change.draft()));
        return new Change(
                tail, written, drafts, view.map(View.Change::deltaBytes).orElse(deltaBytes));
    }

    private Optional<View.Change> viewChange() {
        return persisted == null ? Optional.empty() : View.change(persisted, inView.entries(), newest, deltaBytes);
    }

    private static List<Entry> with(List<Entry> entries, List<Held> more) {
        List<Entry> all = new ArrayList<>(entries);
        more.forEach(each -> all.add(each.entry()));
        return all;
    }

    private List<Step> append(List<Draft> drafts) {
        return journal.append(new Append(session, drafts, head, author.attemptNumber()));
    }

    private void adopt(Matching matching, Change change, List<Step> steps, boolean silent) {
        inView.replace(matching.same(), change.tail());
        Iterator<Held> written = change.written().iterator();
        for (Step step : steps) {
            head = step.position();
            if (step.is(StepKind.MESSAGE)) {
                newest = step.ordinal();
                written.next().written(step.time());
            }
            if (step.is(StepKind.MESSAGE) || step.is(StepKind.VIEW)) {
                version = step.position();
            }
        }
        deltaBytes = change.deltaBytes();
        cutOff = false;
        if (!silent) {
            persisted = null;
        }
    }

    private ConflictException conflict(String what) {
        return new ConflictException("chat memory " + session + ": " + what
                + "; nothing was written: read the messages again and make the change to those");
    }
}
