import QtQuick
import Kiosk

// Why nothing can be photographed here, and the way on: the counter.
NotePanel {
    id: note

    property string code                    // what is wrong
    property bool needed: false             // the form cannot be handed in without it
    readonly property var sentence: Sentences.of(code)

    icon: "paper"
    title: sentence.title
    text: code === "photo.counter_only"
          ? (needed ? qsTr("This answer is needed. Go to the counter, where everything is handed in together.")
                    : qsTr("You can go on now and bring it to the counter afterwards."))
          : needed ? qsTr("This answer is needed. The staff at the counter take the picture with you and hand everything in.")
                 : qsTr("Bring this paper to the counter, the staff take a picture of it with you. You can go on now.")
}
