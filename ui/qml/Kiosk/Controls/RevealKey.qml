import QtQuick
import Kiosk

// The small key inside a masked field that shows what is written, and hides it again.
ClearKey {
    property bool shown: false

    text: shown ? qsTr("Hide") : qsTr("Show")
    Accessible.name: shown ? qsTr("Hide what is written") : qsTr("Show what is written")
}
