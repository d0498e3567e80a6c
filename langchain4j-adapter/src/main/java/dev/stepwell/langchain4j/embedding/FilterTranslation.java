package dev.stepwell.langchain4j.embedding;

import static dev.stepwell.langchain4j.embedding.MetadataTerms.TERMS;

import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Not;
import dev.langchain4j.store.embedding.filter.logical.Or;
import dev.stepwell.langchain4j.embedding.MetadataTerms.Relation;
import dev.stepwell.langchain4j.embedding.MetadataTerms.ValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * A filter as a query that finds the entries {@link Filter#test} would let pass.
 *
 * <p>{@code test} also throws, where a value is of a type that cannot be compared. Entries where that may be so are known
 * by terms too, the suspects: they are asked first, each by {@code test} itself, so that a search fails exactly where
 * comparing one entry after the other would.
 *
 * @param query what finds the entries that pass; entries without a text never do
 * @param suspects terms of entries to which the filter may not apply
 */
record FilterTranslation(Query query, Set<BytesRef> suspects) {

    /** More do not fit into one query; such a filter is asked about each entry. */
    private static final int COMPARISONS_MAX = 128;

    /** Of these we know what they mean; a subclass may mean something else. */
    private static final Set<Class<? extends Filter>> KNOWN = Set.of(
            IsEqualTo.class,
            IsNotEqualTo.class,
            IsGreaterThan.class,
            IsGreaterThanOrEqualTo.class,
            IsLessThan.class,
            IsLessThanOrEqualTo.class,
            IsIn.class,
            IsNotIn.class,
            ContainsString.class,
            And.class,
            Or.class,
            Not.class);

    static FilterTranslation of(Filter filter) {
        Translator whole = new Translator();
        Optional<Query> exact = whole.query(filter);
        if (exact.isPresent()) {
            return new FilterTranslation(exact.get(), whole.suspects);
        }
        if (filter instanceof And and && filter.getClass() == And.class) {
            Translator left = new Translator();
            Optional<Query> first = left.query(and.left());
            if (first.isPresent()) {
                return new FilterTranslation(both(first.get(), FilterScan.strict(filter)), left.suspects);
            }
        }
        return new FilterTranslation(FilterScan.strict(filter), Set.of());
    }

    private static Query both(Query one, Query other) {
        return new BooleanQuery.Builder()
                .add(one, Occur.FILTER)
                .add(other, Occur.FILTER)
                .build();
    }

    private static Query either(Query one, Query other) {
        return new BooleanQuery.Builder()
                .add(one, Occur.SHOULD)
                .add(other, Occur.SHOULD)
                .build();
    }

    private static Query not(Query query) {
        return new BooleanQuery.Builder()
                .add(term(MetadataTerms.ANY), Occur.FILTER)
                .add(query, Occur.MUST_NOT)
                .build();
    }

    private static Query term(BytesRef term) {
        return new TermQuery(new Term(TERMS, term));
    }

    private static Query anyOf(Collection<BytesRef> terms) {
        return new TermInSetQuery(TERMS, terms);
    }

    /** Nothing means that a part of the filter has no query. */
    private static final class Translator {

        private final Set<BytesRef> suspects = new HashSet<>();
        private int comparisons;

        Optional<Query> query(Filter filter) {
            if (!KNOWN.contains(filter.getClass()) || comparisons > COMPARISONS_MAX) {
                return Optional.empty();
            }
            return switch (filter) {
                case And and ->
                    query(and.left()).flatMap(left -> query(and.right()).map(right -> both(left, right)));
                case Or or -> query(or.left()).flatMap(left -> query(or.right()).map(right -> either(left, right)));
                case Not not -> query(not.expression()).map(FilterTranslation::not);
                default -> {
                    comparisons++;
                    yield comparison(filter);
                }
            };
        }

        private Optional<Query> comparison(Filter filter) {
            return switch (filter) {
                case IsEqualTo is -> in(filter, is.key(), List.of(is.comparisonValue()));
                case IsNotEqualTo is ->
                    in(filter, is.key(), List.of(is.comparisonValue())).map(FilterTranslation::not);
                case IsIn is -> in(filter, is.key(), is.comparisonValues());
                case IsNotIn is -> in(filter, is.key(), is.comparisonValues()).map(FilterTranslation::not);
                case IsGreaterThan is -> range(filter, is.key(), Relation.GREATER, is.comparisonValue());
                case IsGreaterThanOrEqualTo is ->
                    range(filter, is.key(), Relation.GREATER_OR_EQUAL, is.comparisonValue());
                case IsLessThan is -> range(filter, is.key(), Relation.LESS, is.comparisonValue());
                case IsLessThanOrEqualTo is -> range(filter, is.key(), Relation.LESS_OR_EQUAL, is.comparisonValue());
                case ContainsString has -> {
                    MetadataTerms terms = MetadataTerms.of(has.key());
                    suspectAllBut(terms, ValueType.TEXT, ValueType.LONG_TEXT);
                    yield Optional.of(orLongText(terms, terms.textsWith(has.comparisonValue()), filter));
                }
                default -> Optional.empty();
            };
        }

        /** {@return what finds entries with one of the values, also for a filter that means all the others} */
        private Optional<Query> in(Filter filter, String key, Collection<?> values) {
            MetadataTerms terms = MetadataTerms.of(key);
            if (all(String.class, values)) {
                return Optional.of(inTexts(terms, key, values));
            }
            if (all(Number.class, values)) {
                return inNumbers(terms, values);
            }
            if (all(UUID.class, values)) {
                return Optional.of(inUuids(terms, filter, key, values));
            }
            return Optional.empty();
        }

        private static boolean all(Class<?> type, Collection<?> values) {
            return values.stream().allMatch(type::isInstance);
        }

        private Query inTexts(MetadataTerms terms, String key, Collection<?> values) {
            suspectAllBut(terms, ValueType.TEXT, ValueType.LONG_TEXT);
            Query found = anyOf(values.stream()
                    .map(String.class::cast)
                    .filter(text -> text.length() <= MetadataTerms.TEXT_MAX)
                    .map(terms::text)
                    .toList());
            boolean isShort = values.stream().allMatch(text -> ((String) text).length() <= MetadataTerms.TEXT_MAX);
            return isShort ? found : orLongText(terms, found, new IsIn(key, values));
        }

        private Optional<Query> inNumbers(MetadataTerms terms, Collection<?> values) {
            suspectAllBut(terms, ValueType.NUMBER);
            List<BytesRef> found = new ArrayList<>();
            for (Object value : values) {
                if (DecimalOrder.isNaN(value)) {
                    continue;
                }
                Optional<byte[]> decimal = DecimalOrder.encode((Number) value);
                if (decimal.isEmpty()) {
                    return Optional.empty();
                }
                found.add(terms.number(decimal.get()));
            }
            return Optional.of(anyOf(found));
        }

        /** One UUID equals a text that is written like it; one of several is what a text is parsed to, if that can be. */
        private Query inUuids(MetadataTerms terms, Filter filter, String key, Collection<?> values) {
            Query found =
                    anyOf(values.stream().map(UUID.class::cast).map(terms::uuid).toList());
            if (filter instanceof IsEqualTo || filter instanceof IsNotEqualTo) {
                suspectAllBut(terms, ValueType.UUID, ValueType.TEXT, ValueType.LONG_TEXT);
                UUID value = (UUID) values.iterator().next();
                return either(found, term(terms.text(value.toString())));
            }
            suspectAllBut(terms, ValueType.UUID);
            Query parsed = both(
                    anyOf(terms.has(ValueType.TEXT, ValueType.LONG_TEXT)), FilterScan.lenient(new IsIn(key, values)));
            return either(found, parsed);
        }

        private Optional<Query> range(Filter filter, String key, Relation relation, Comparable<?> bound) {
            MetadataTerms terms = MetadataTerms.of(key);
            if (bound instanceof String text) {
                suspectAllBut(terms, ValueType.TEXT, ValueType.LONG_TEXT);
                return Optional.of(orLongText(terms, terms.texts(relation, text), filter));
            }
            if (bound instanceof Number number) {
                suspectAllBut(terms, ValueType.NUMBER);
                return DecimalOrder.isNaN(number) ? Optional.of(anyOf(List.of())) : terms.numbers(relation, number);
            }
            return Optional.empty();
        }

        private static Query orLongText(MetadataTerms terms, Query found, Filter filter) {
            return either(found, both(term(terms.has(ValueType.LONG_TEXT)), FilterScan.lenient(filter)));
        }

        private void suspectAllBut(MetadataTerms terms, ValueType... comparable) {
            List<ValueType> good = List.of(comparable);
            Stream.of(ValueType.values())
                    .filter(type -> !good.contains(type))
                    .map(terms::has)
                    .forEach(suspects::add);
        }
    }
}
