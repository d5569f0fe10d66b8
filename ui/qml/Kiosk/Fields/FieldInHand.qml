import QtQuick
import Kiosk

// Which field of the page the number pad writes into, and which one is to stay in view.
QtObject {
    property var pad: null
    property Item kept: null

    signal touched(Item item)

    function take(entry: Item): void {
        pad = entry;
    }

    function drop(entry: Item): void {
        if (pad === entry)
            pad = null;
    }

    function keep(entry: Item): void {
        kept = entry;
        touched(entry);
    }
}
