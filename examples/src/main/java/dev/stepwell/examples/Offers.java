package dev.stepwell.examples;

import java.util.List;

/** What airlines and hotels have to offer in this small world. */
final class Offers {

    static final List<Flight> FLIGHTS = List.of(
            new Flight("SK-662", "SK 662 Hamburg to Oslo, 12 May 2027", "10:55", 189),
            new Flight("LH-860", "LH 860 Hamburg to Oslo, 12 May 2027", "15:40", 241),
            new Flight("DY-971", "DY 971 Hamburg to Oslo, 12 May 2027", "23:55", 112));

    static final List<Hotel> HOTELS = List.of(
            new Hotel("HARBOUR", "Harbour Hotel Oslo, 12 to 14 May 2027", 264),
            new Hotel("GRAND", "Grand Hotel Oslo, 12 to 14 May 2027", 512));

    record Flight(String id, String what, String arrives, int euros) {}

    record Hotel(String id, String what, int euros) {}

    private Offers() {}

    static Flight flight(String id) {
        return FLIGHTS.stream()
                .filter(flight -> flight.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no flight '" + id + "', only " + FLIGHTS));
    }

    static Hotel hotel(String id) {
        return HOTELS.stream()
                .filter(hotel -> hotel.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no hotel '" + id + "', only " + HOTELS));
    }
}
