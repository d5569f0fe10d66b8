import QtQuick
import Kiosk

// A piece of text: never cut off, never marked up.
Text {
    property int size: Theme.body
    property bool strong: false
    property bool personal: false    // somebody's own affair: not said into a room

    color: Theme.ink
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    lineHeight: Theme.leading
    font.family: Theme.family
    font.pixelSize: size
    font.bold: strong
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""
}
