pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// How content somebody is: five faces with words, best first.
Column {
    id: rating

    property string question
    property string satisfaction

    signal chosen(level: string)

    spacing: Theme.space2

    SectionTitle {
        visible: text !== ""
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: rating.question
    }

    Row {
        id: row

        readonly property int tallest: children.reduce((most, one) => Math.max(most, one.implicitHeight), 0)

        width: parent.width
        spacing: Theme.space1

        Repeater {
            model: [
                { level: "very_satisfied", words: qsTr("Very good") },
                { level: "satisfied", words: qsTr("Good") },
                { level: "basically_satisfied", words: qsTr("All right") },
                { level: "unsatisfied", words: qsTr("Poor") },
                { level: "very_unsatisfied", words: qsTr("Very poor") }
            ]

            FaceButton {
                required property var modelData

                objectName: "rate_" + level
                width: (row.width - 4 * row.spacing) / 5
                height: row.tallest
                level: modelData.level
                text: modelData.words
                checked: rating.satisfaction === level
                onActivated: rating.chosen(level)
            }
        }
    }
}
