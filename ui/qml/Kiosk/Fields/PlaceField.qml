import QtQuick
import Kiosk

// A place on the map: the one where the terminal stands, or none. Value: "lat lon alt acc".
Column {
    id: place

    required property FieldContext context
    readonly property string here: context.vm.position
    readonly property bool chosen: context.text !== ""

    spacing: Theme.space3

    KnownValue {
        objectName: "place_" + place.context.ref
        visible: place.chosen
        width: parent.width
        text: place.context.vm.placeName + "\n" + Sentences.place(place.context.text)
    }

    SecondaryButton {
        objectName: "here_" + place.context.ref
        visible: place.here !== "" || place.chosen
        width: parent.width
        implicitHeight: Theme.button
        icon: place.chosen ? "erase" : "pin"
        text: place.chosen ? qsTr("Not here") : qsTr("Here, at %1").arg(place.context.vm.placeName)
        onActivated: place.context.set(place.chosen ? "" : place.here)
        onActiveFocusChanged: {
            if (activeFocus)
                place.context.inHand.keep(place);
        }
    }

    NotePanel {
        visible: place.here === "" && !place.chosen
        width: parent.width
        icon: "pin"
        title: qsTr("This terminal does not know its place on the map")
        text: place.context.needed ? qsTr("The staff at the counter can do this with you.")
            : qsTr("Go on without it; nothing is missing from your application.")
    }
}
