import QtQuick

// Which field of the page the number pad writes into, and which one is to stay in view.
QtObject {
    id: hand

    property bool alone: false          // one field on the page: it has the pad from the start
    property var chosen: null
    property var offered: null
    readonly property var pad: chosen !== null ? chosen : alone ? offered : null
    property Item kept: null

    signal touched(Item item)

    // A field that can use the pad is there.
    function offer(entry: Item): void {
        if (offered === null)
            offered = entry;
    }

    // A field takes the pad.
    function take(entry: Item, field: Item): void {
        chosen = entry;
        stay(field);
    }

    // The pad is used: the field it was offered to keeps it, whatever else the page shows now.
    function use(): void {
        if (chosen === null)
            chosen = pad;
    }

    // A field that uses the keyboard is in hand.
    function keep(field: Item): void {
        chosen = null;
        stay(field);
    }

    function stay(field: Item): void {
        kept = field;
        touched(field);
    }

    function drop(entry: Item): void {
        if (chosen === entry)
            chosen = null;
        if (offered === entry)
            offered = null;
    }
}
