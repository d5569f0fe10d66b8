import QtQuick
import Kiosk

// Papers: a public terminal takes no memory sticks, but it can photograph them.
ImageField {
    id: file

    ask: qsTr("Photograph the paper")
    lacking: now.missingPapers ?? now.missing ?? ""

    Words {
        visible: file.missing === "" && !file.open && !file.answered
        width: parent.width
        color: Theme.softInk
        text: qsTr("One picture for each page. Memory sticks and telephones cannot be connected here.")
    }
}
